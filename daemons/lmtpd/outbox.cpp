// SPDX-License-Identifier: MIT
#include "daemons/lmtpd/outbox.hpp"

#include <netdb.h>
#include <sys/prctl.h>

#include "libcommon/base/text.hpp"
#include "libcommon/daemon/child_process.hpp"

namespace dovetail::lmtpd {

using base::Result;
using base::Unexpected;
using lmtp::outbound::SendOutcome;
using lmtp::outbound::SendStatus;

namespace {

constexpr std::size_t kMaxSenders = 64;
constexpr int kTemporaryExit = 75;  // EX_TEMPFAIL of sysexits.h

using Addresses = std::vector<event::SocketAddress>;

// "host[:port]", "[v6]:port", "/path"; names are looked up (on a worker: the resolver blocks).
Result<Addresses> resolve(const std::string& text) {
  if (text.starts_with('/')) {
    auto path = event::SocketAddress::unix_path(text);
    return path ? Result<Addresses>(Addresses{*path}) : Unexpected(path.error());
  }
  std::string host = text, port = "25";
  const auto colon = text.rfind(':');
  if (text.starts_with('[') && text.find(']') != std::string::npos) {
    const auto end = text.find(']');
    host = text.substr(1, end - 1);
    port = end + 2 <= text.size() && text[end + 1] == ':' ? text.substr(end + 2) : port;
  } else if (colon != std::string::npos && text.find(':') == colon) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int problem = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found);
  if (problem != 0) {
    return Unexpected(
        base::temporary("cannot find submission_host " + text + ": " + ::gai_strerror(problem)));
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, &::freeaddrinfo);
  Addresses addresses;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    addresses.push_back(event::SocketAddress::from_native(one->ai_addr, one->ai_addrlen));
  }
  return addresses;
}

SendOutcome outcome_of(const Result<daemon::ChildOutcome>& child, const std::string& program) {
  if (!child) {
    return {SendStatus::temporary, child.error().detail};
  }
  if (child->exit_status == 0) {
    return {SendStatus::sent, {}};
  }
  const std::string detail =
      program + " " +
      (child->timed_out         ? std::string("did not end in time")
       : child->exit_status < 0 ? "ended by signal " + std::to_string(child->signal)
                                : "ended with status " + std::to_string(child->exit_status)) +
      ": " + base::printable(base::trimmed(child->error_output), 300);
  // sendmail's permanent refusals are statuses of their own; whatever else is wrong may heal.
  const bool permanent = child->exit_status >= 64 && child->exit_status < 80 &&
                         child->exit_status != kTemporaryExit && child->exit_status != 71 &&
                         child->exit_status != 74;
  return {permanent ? SendStatus::permanent : SendStatus::temporary, detail};
}

}  // namespace

bool may_not_gain_privileges() {
  return ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

std::string submission_host_of(const LmtpSettings& settings) {
  if (!settings.submission_host.empty()) {
    return settings.submission_host;
  }
  return may_not_gain_privileges() ? "127.0.0.1:25" : "";
}

void Outbox::send(const ConfigRef& config, const lmtp::outbound::OutgoingMail& mail, Done done) {
  const std::string host = submission_host_of(config->settings);
  host.empty() ? by_sendmail(config, mail, std::move(done)) : by_smtp(config, host, mail, std::move(done));
}

void Outbox::by_smtp(const ConfigRef& config, const std::string& host,
                     const lmtp::outbound::OutgoingMail& mail, Done done) {
  if (senders_.size() >= kMaxSenders) {
    loop_.post([done = std::move(done)]() mutable {
      done({SendStatus::temporary, "too many mails going out"});
    });
    return;
  }
  const auto entry = senders_.emplace(senders_.end());
  entry->sender =
      std::make_unique<SmtpSender>(loop_, mail, config->hostname, config->settings.submission_timeout,
                                   [this, entry, done = std::move(done)](SendOutcome outcome) mutable {
                                     // The sender calls from its own deferred call: it goes after this one
                                     // has returned.
                                     auto finished = std::move(done);
                                     loop_.post([this, entry, watch = lifetime_.watch()] {
                                       if (watch.alive()) {
                                         senders_.erase(entry);
                                       }
                                     });
                                     finished(std::move(outcome));
                                   });
  SmtpSender* const sender = entry->sender.get();
  workers_.perform_for(
      {}, lifetime_.watch(), [host] { return resolve(host); },
      [sender](Result<Addresses> addresses) {
        sender->start(addresses ? *std::move(addresses) : Addresses{});
      });
}

void Outbox::by_sendmail(const ConfigRef& config, const lmtp::outbound::OutgoingMail& mail, Done done) {
  daemon::ChildSpec spec;
  spec.command = lmtp::outbound::sendmail_arguments(mail);
  spec.command.insert(spec.command.begin(), config->settings.sendmail_path);
  spec.environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin"};
  spec.time_limit = config->settings.submission_timeout;
  ++children_;
  workers_.perform_for(
      {}, lifetime_.watch(),
      [spec, &mail]() mutable {
        spec.input = mail.head + std::string(mail.tail);
        return daemon::run_child(spec);
      },
      [this, done = std::move(done),
       program = config->settings.sendmail_path](Result<daemon::ChildOutcome> child) mutable {
        --children_;
        done(outcome_of(child, program));
      });
}

}  // namespace dovetail::lmtpd
