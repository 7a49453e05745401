// SPDX-License-Identifier: MIT
#include "daemons/lmtpd/lmtp_server.hpp"

#include <ctime>

#include "daemons/lmtpd/logging.hpp"
#include "libcommon/crypto/random.hpp"
#include "libcommon/wire/base64.hpp"
#include "lmtp/delivery/added_headers.hpp"

namespace dovetail::lmtpd {

using lmtp::Outcome;
using lmtp::Verdict;
using lmtp::protocol::DeliveryAnswer;

namespace {

// 16 random bytes as 22 characters, the look of Dovecot's.
std::string new_session_id() {
  std::string id = wire::base64_encode(crypto::random_bytes(16));
  id.resize(22);
  return id;
}

std::string time_stamp(base::WallTime now) {
  const std::time_t seconds = base::unix_seconds(now);
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts)};
}

lmtp::protocol::Workarounds workarounds_of(const LmtpSettings& settings) {
  lmtp::protocol::Workarounds workarounds;
  for (const std::string& word : settings.lmtp_client_workarounds) {
    workarounds.whitespace_before_path =
        workarounds.whitespace_before_path || word == "whitespace-before-path";
    workarounds.mailbox_for_path = workarounds.mailbox_for_path || word == "mailbox-for-path";
  }
  return workarounds;
}

}  // namespace

LmtpServer::LmtpServer(Parts parts, ConfigRef config)
    : parts_(parts), config_(std::move(config)), server_(parts.loop, parts.log, *this) {}

bool LmtpServer::is_trusted(const daemon::PeerInfo& peer) const {
  if (!peer.peer.remote) {
    return true;  // who may open a unix socket is decided by its mode
  }
  const auto address = config::parse_network(peer.peer.remote->address);
  return address && std::any_of(config_->trusted.begin(), config_->trusted.end(),
                                [&](const config::Network& network) { return network.contains(*address); });
}

std::unique_ptr<LmtpServer::Session> LmtpServer::open(const daemon::PeerInfo& peer, daemon::ConnectionId id) {
  Conversation& talk = talks_[id];
  talk.config = config_;
  talk.peer = peer.peer.remote ? peer.peer.remote->address : "local";
  talk.context.service = "lmtp";
  if (peer.peer.remote) {
    talk.context.remote_ip = peer.peer.remote->address;
    talk.context.remote_port = peer.peer.remote->port;
  }
  if (peer.peer.local) {
    talk.context.local_ip = peer.peer.local->address;
    talk.context.local_port = peer.peer.local->port;
  }
  lmtp::protocol::SessionSettings settings;
  settings.hostname = config_->hostname;
  settings.greeting = config_->settings.login_greeting;
  settings.id = talk.context.session = new_session_id();
  settings.max_message_size = config_->settings.lmtp_max_message_size;
  settings.workarounds = workarounds_of(config_->settings);
  settings.trusted = is_trusted(peer);
  log_line(parts_.log, base::Severity::info, "Connect from " + talk.peer);
  return std::make_unique<Session>(std::move(settings));
}

void LmtpServer::closed(daemon::ConnectionId id, Session& session, std::string_view reason) {
  const auto talk = talks_.find(id);
  std::string text(reason.empty() ? "Connection closed" : reason);
  if (text.find("(state=") == std::string::npos) {
    text += " (state=" + std::string(session.state_name()) + ")";
  }
  log_line(parts_.log, base::Severity::info, "Disconnect from " + talk->second.peer + ": " + text);
  talks_.erase(talk);
}

void LmtpServer::effect(daemon::ConnectionId id, Session::Effect&& question) {
  Conversation& talk = talks_.at(id);
  if (auto* bytes = std::get_if<lmtp::protocol::Append>(&question)) {
    append(talk, bytes->bytes);
  } else if (auto* recipient = std::get_if<lmtp::protocol::ResolveRecipient>(&question)) {
    resolve(id, talk, *recipient);
  } else if (auto* message = std::get_if<lmtp::protocol::Deliver>(&question)) {
    deliver(id, talk, std::move(*message));
  } else if (std::holds_alternative<lmtp::protocol::Abandon>(question)) {
    talk.spool.reset();
    talk.recipients.clear();
  }
}

void LmtpServer::append(Conversation& talk, std::string_view bytes) {
  if (!talk.spool) {
    talk.spool.emplace(talk.config->settings.mail_temp_dir);
  }
  talk.spool->append(bytes);
}

void LmtpServer::resolve(daemon::ConnectionId id, Conversation& talk,
                         const lmtp::protocol::ResolveRecipient& question) {
  parts_.recipients.resolve(
      talk.config, talk.context, question.recipient, talk.lifetime.watch(),
      [this, id, &talk, ticket = question.ticket](const Outcome& outcome, std::optional<Resolved> resolved) {
        if (resolved) {
          talk.recipients[ticket] = *std::move(resolved);
        }
        server_.resume(id, ticket, outcome);
      });
}

std::string LmtpServer::added_headers(const Conversation& talk, const lmtp::Envelope& envelope) const {
  lmtp::delivery::HeaderFacts facts;
  facts.hostname = talk.config->hostname;
  facts.peer_address = talk.context.remote_ip;
  facts.shown = static_cast<lmtp::delivery::DeliveryAddress>(talk.config->settings.lmtp_hdr_delivery_address);
  facts.received = talk.config->settings.lmtp_add_received_header;
  facts.now = parts_.clock.wall();
  return lmtp::delivery::added_headers(envelope, facts);
}

void LmtpServer::deliver(daemon::ConnectionId id, Conversation& talk, lmtp::protocol::Deliver question) {
  if (!talk.spool) {
    talk.spool.emplace(talk.config->settings.mail_temp_dir);  // an empty message
  }
  auto message = talk.spool->finish();
  talk.spool.reset();
  std::vector<Resolved> recipients;
  for (const lmtp::Recipient& recipient : question.envelope.recipients) {
    recipients.push_back(std::move(talk.recipients[recipient.ticket]));
  }
  talk.recipients.clear();
  if (!message) {
    log_line(parts_.log, base::Severity::error, "Error: " + message.error().detail);
    const std::vector<Outcome> all(recipients.size(), Outcome{Verdict::no_storage, {}});
    return server_.resume(id, question.ticket, DeliveryAnswer{all, time_stamp(parts_.clock.wall())});
  }
  std::string added = added_headers(talk, question.envelope);
  // The answer may find nobody any more; the delivery is finished all the same.
  parts_.shop.deliver(
      talk.config, std::move(question.envelope), *std::move(message), std::move(added), std::move(recipients),
      [this, id, ticket = question.ticket](std::vector<Outcome> outcomes) {
        server_.resume(id, ticket, DeliveryAnswer{std::move(outcomes), time_stamp(parts_.clock.wall())});
      });
}

}  // namespace dovetail::lmtpd
