// SPDX-License-Identifier: MIT
#include "daemons/lmtpd/lmtpd.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "libcommon/daemon/frame.hpp"
#include "libcommon/daemon/privileges.hpp"
#include "libcommon/event/unique_fd.hpp"
#include "libcommon/maildir/mail_settings.hpp"

namespace dovetail::lmtpd {

namespace {

using lmtp::maildir::Journal;

constexpr std::size_t kWaitingJobs = 4096;
constexpr std::chrono::hours kRedirectOnce{12};  // sieve_redirect_duplicate_period

std::string system_name() {
  char name[256] = {};
  ::gethostname(name, sizeof name - 1);
  return name;
}

// Without its journal the daemon still delivers; a mail whose reply was lost may then come twice.
std::unique_ptr<Journal> open_journal(daemon::Frame& frame, const LmtpdSetup& setup, const char* name,
                                      std::chrono::seconds period) {
  if (period.count() == 0) {
    return nullptr;
  }
  ::mkdir(setup.state_dir.c_str(), 0700);
  lmtp::maildir::JournalOptions options;
  options.path = setup.state_dir + "/" + name;
  options.period = period;
  auto journal = Journal::open(std::move(options), frame.clock().wall());
  if (!journal) {
    frame.log().warning("lmtp: " + journal.error().detail + "; repeated deliveries are not recognised");
    return nullptr;
  }
  return *std::move(journal);
}

lmtp::delivery::Means means_of(dovetail::maildir::Disk& files, dovetail::maildir::UniqueNames& names,
                               const base::Clock& clock) {
  lmtp::delivery::Means means;
  means.disk = &files;
  means.names = &names;
  means.clock = &clock;
  return means;
}

}  // namespace

Lmtpd::Running::Running(daemon::Frame& frame, const LmtpdSetup& setup)
    : names(system_name(), ::getpid()),
      disk(frame.loop(), {.name = "disk",
                          .threads = std::max<std::size_t>(setup.config->settings.lmtp_disk_threads, 1),
                          .queue_limit = kWaitingJobs}),
      outbound(frame.loop(), {.name = "outbound", .threads = 4, .queue_limit = 256}),
      users(frame.loop(), frame.log(), {.socket = setup.config->auth_socket}),
      outbox(frame.loop(), outbound, frame.log()),
      shop({frame.loop(), frame.log(), frame.clock(), frame.metrics(), disk, outbox},
           means_of(files, names, frame.clock()),
           open_journal(frame, setup, "deliveries", setup.config->settings.lmtp_dedup_period),
           open_journal(frame, setup, "redirects", kRedirectOnce)),
      recipients({frame.log(), frame.clock(), users, disk, files}),
      server({frame.loop(), frame.log(), frame.clock(), recipients, shop}, setup.config),
      config(setup.config) {}

std::unique_ptr<daemon::Setup> Lmtpd::load(const daemon::Options& options, config::Findings& findings) {
  return read_setup(options, findings);
}

// The journal's folder belongs to the user that we become. Not by its name: whoever owns the folder around it may have
// put a link there meanwhile.
void Lmtpd::open_as_root(const daemon::Setup& setup) {
  const auto& own = static_cast<const LmtpdSetup&>(setup);
  const auto identity = daemon::identity_of(own.frame.user, own.frame.group);
  if (!identity || ::mkdir(own.state_dir.c_str(), 0700) != 0) return;
  const event::UniqueFd folder(::open(own.state_dir.c_str(), O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder || ::fchown(folder.get(), identity->uid, identity->gid) != 0) {
    ::rmdir(own.state_dir.c_str());
  }
}

void Lmtpd::start(daemon::Frame& frame, std::unique_ptr<daemon::Setup> setup) {
  const auto& own = static_cast<const LmtpdSetup&>(*setup);
  ::umask(0077);
  frame_ = &frame;
  running_ = std::make_unique<Running>(frame, own);
  for (daemon::Listener& listener : frame.take_listeners()) {
    running_->server.add_listener(std::move(listener));
  }
  if (own.config->settings.submission_host.empty() && may_not_gain_privileges()) {
    frame.log().notice(
        "lmtp: redirected mail goes to 127.0.0.1:25: sendmail cannot work with NoNewPrivileges");
  }
  frame.add_drain(running_->server.drain());
  frame.add_drain(running_->shop);
  frame.add_drain(running_->outbox);
  frame.set_status("delivering");
}

base::Result<void> Lmtpd::reload(std::unique_ptr<daemon::Setup> setup) {
  const auto& own = static_cast<const LmtpdSetup&>(*setup);
  if (own.config->auth_socket != running_->config->auth_socket) {
    frame_->log().warning("lmtp: a changed auth_socket_path needs a restart");
  }
  running_->config = own.config;
  running_->server.use(own.config);
  return {};
}

void Lmtpd::report(daemon::StatusReport& report) {
  report.add("connections", running_->server.connections());
  report.add("deliveries_in_work", running_->shop.in_work());
  report.add("lookups_in_flight", running_->users.in_flight());
  report.add("journal_entries",
             running_->shop.journal() == nullptr ? 0 : running_->shop.journal()->entries());
}

void Lmtpd::stop() {
  running_->disk.drain();
  running_->outbound.drain();
  running_.reset();
}

}  // namespace dovetail::lmtpd
