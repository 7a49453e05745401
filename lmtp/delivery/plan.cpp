// SPDX-License-Identifier: MIT
#include "lmtp/delivery/plan.hpp"

#include <sys/types.h>

#include <ctime>

#include "lmtp/delivery/plan_working.hpp"
#include "lmtp/delivery/sieve_locations.hpp"
#include "lmtp/delivery/sieve_run.hpp"
#include "libcommon/maildir/identity.hpp"
#include "lmtp/message/address.hpp"

namespace dovetail::lmtp::delivery {

using dovetail::maildir::ActAs;

namespace {

std::chrono::nanoseconds thread_cpu_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

int local_zone_minutes(base::WallTime now) {
  const std::time_t seconds = base::unix_seconds(now);
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  return static_cast<int>(parts.tm_gmtoff / 60);
}

}  // namespace

Plan::Plan(const Means& means, const Policy& policy, Order order)
    : means_(means), policy_(policy), order_(std::move(order)) {}

Plan::~Plan() = default;

void Plan::note(const std::string& text, bool by_script, base::Severity severity) {
  const std::string line = formatted(policy_.log_format, facts_, text);
  if (!line.empty()) {
    log_.push_back({severity, (by_script ? "sieve: " : "") + line});
  }
}

void Plan::fail(const FilingFailure& failure) {
  outcome_ = {failure.verdict, failure.text};
  decided_ = true;
}

// Only for scripts and logs: Delivered-To shows what the client gave.
void Plan::find_original_recipient() {
  if (!order_.recipient.original.empty() || policy_.original_recipient_header.empty()) {
    return;
  }
  const message::HeaderBlock header(order_.message->bytes().substr(0, kHeaderForLog));
  if (const message::Field* field = header.first(policy_.original_recipient_header)) {
    const auto addresses = message::parse_address_list(header.unfolded(*field));
    order_.recipient.original = addresses.empty() ? std::string() : addresses.front().mailbox();
  }
}

bool Plan::prepare() {
  find_original_recipient();
  facts_.message = facts_of(order_.message->bytes());
  facts_.envelope_from = order_.envelope->sender.raw();
  facts_.envelope_to =
      order_.recipient.original.empty() ? order_.recipient.address.raw() : order_.recipient.original;
  if (policy_.quota_enabled) {
    auto settings = quota::read_settings(order_.user.plugin);
    if (!settings) {
      log_.push_back({base::Severity::error, "Failed to initialize quota: " + settings.error().detail});
      fail({Verdict::internal_failure, {}, {}, false, false});
      return false;
    }
    quota_ = *std::move(settings);
  }
  working_ = std::make_unique<Working>(order_.message->bytes(), *order_.added);
  return true;
}

void Plan::begin() {
  const auto acting = ActAs::user({order_.user.uid, order_.user.gid, {}});
  if (!acting) {
    log_.push_back({base::Severity::error,
                    acting.error().detail + ": mail for several uids needs a unit with both capabilities"});
    return fail({Verdict::internal_failure, {}, {}, false, false});
  }
  if (!prepare()) {
    return;
  }
  Filing filing(means_, policy_, order_.user, quota_, order_.occasion);
  const auto locations = sieve_locations(order_.user);
  if (policy_.scripts != nullptr && locations.enabled) {
    sieve::Input input{.message = working_->message,
                       .settings = policy_.sieve,
                       .envelope = {},
                       .user = order_.user.name,
                       .default_mailbox = order_.default_mailbox,
                       .initial_flags = {},
                       .now = order_.occasion.now,
                       .zone_minutes = local_zone_minutes(order_.occasion.now),
                       .cpu_time = &thread_cpu_time};
    input.envelope = {order_.envelope->sender.raw(), order_.recipient.address.raw(),
                      order_.recipient.original, ""};
    SieveRun run = run_scripts(*policy_.scripts, locations, std::move(input), filing);
    log_.insert(log_.end(), run.log.begin(), run.log.end());
    if (run.temporary) {
      return fail({Verdict::mailbox_failure,
                   "Temporarily unable to access necessary Sieve scripts",
                   {},
                   false,
                   false});
    }
    working_->ran = run.ran;
    working_->script = std::move(run.outcome);
  }
  working_->ran ? deliver_by_script(filing) : deliver_plainly(filing);
  attempts_ = filing.attempts();
  order_.message->release(order_.message->bytes());
}

Pieces Plan::pieces_of(const std::optional<std::string>& edited,
                       const std::vector<std::string>& flags) const {
  Pieces pieces;
  pieces.as_received = !edited || *edited == working_->header;
  pieces.parts = {pieces.as_received ? std::string_view(working_->header) : std::string_view(*edited),
                  working_->message.body()};
  pieces.flags = flags;
  pieces.spooled = order_.message;
  return pieces;
}

void Plan::remember(const Filing::Filed& filed) {
  stored_ = true;
  facts_.size = filed.stored.size.physical;
  facts_.virtual_size = filed.stored.size.with_crlf;
  facts_.storage_id = filed.stored.file_name;
  const auto spent = means_.clock->wall() - order_.occasion.now;
  facts_.delivery_ms = std::chrono::duration_cast<std::chrono::milliseconds>(spent).count();
}

// Into the default mailbox, and where that cannot be opened, into INBOX.
bool Plan::store_into_default(Filing& filing, const Pieces& pieces, bool by_script) {
  auto filed = filing.file(order_.default_mailbox, pieces, false);
  if (!filed && filed.error().opening && order_.default_mailbox != "INBOX") {
    note("save failed to open mailbox " + order_.default_mailbox + ": " + filed.error().reason, false);
    filed = filing.file("INBOX", pieces, false);
  }
  if (filed) {
    remember(*filed);
    note(by_script ? "stored mail into mailbox '" + filed->mailbox + "'" : "saved mail to " + filed->mailbox,
         by_script);
    return true;
  }
  const FilingFailure& failure = filed.error();
  if (by_script) {
    note("failed to store into mailbox '" + order_.default_mailbox + "': " + failure.reason, true);
  } else {
    note((failure.opening ? "save failed to open mailbox " : "save failed to ") + order_.default_mailbox +
             ": " + failure.reason,
         false);
  }
  fail(failure);
  return false;
}

void Plan::deliver_plainly(Filing& filing) {
  store_into_default(filing, pieces_of(std::nullopt, {}), false);
}

void Plan::deliver_by_script(Filing& filing) {
  if (working_->script.status == sieve::Status::temporary_failure) {
    return fail({Verdict::mailbox_failure,
                 "Execution of Sieve filters was aborted due to temporary failure",
                 {},
                 false,
                 false});
  }
  if (working_->script.status != sieve::Status::ok) {
    store_into_default(filing, pieces_of(std::nullopt, {}), true);
    return;
  }
  const auto& actions = working_->script.actions;
  working_->succeeded.assign(actions.size(), false);
  for (std::size_t i = 0; i < actions.size() && !decided_; ++i) {
    carry_out(filing, i);
  }
  if (decided_) {
    outgoing_.clear();
  } else if (outgoing_.empty() && needs_keep()) {
    const auto& keep = working_->script.implicit_keep;
    store_into_default(filing, pieces_of(keep.header, keep.flags), true);
  }
}

bool Plan::needs_keep() const {
  return working_ && working_->ran && !decided_ && working_->script.status == sieve::Status::ok &&
         sieve::keep_needed(working_->script, working_->succeeded);
}

void Plan::complete() {
  const auto acting = ActAs::user({order_.user.uid, order_.user.gid, {}});
  if (!acting) {
    return fail({Verdict::internal_failure, {}, {}, false, false});
  }
  Filing filing(means_, policy_, order_.user, quota_, order_.occasion);
  const auto& keep = working_->script.implicit_keep;
  store_into_default(filing, pieces_of(keep.header, keep.flags), true);
  const auto& more = filing.attempts();
  attempts_.insert(attempts_.end(), more.begin(), more.end());
}

}  // namespace dovetail::lmtp::delivery
