// SPDX-License-Identifier: MIT
#include "libcommon/authclient/user_lookups.hpp"

#include <utility>

#include "libcommon/authclient/pending_lookup.hpp"
#include "libcommon/authclient/user_connection.hpp"

namespace dovetail::authclient {

namespace {

PendingLookup lookup(PendingLookup::Kind kind, std::string_view subject, const LookupContext& context,
                     base::Lifetime::Watch watch) {
  PendingLookup made;
  made.kind = kind;
  made.subject = subject;
  made.context = context;
  made.watch = std::move(watch);
  return made;
}

}  // namespace

UserLookups::UserLookups(event::Loop& loop, base::Log& log, UserLookupsOptions options)
    : connection_(std::make_unique<UserConnection>(loop, log, std::move(options))) {}

UserLookups::~UserLookups() = default;

void UserLookups::find(std::string_view user, const LookupContext& context, base::Lifetime::Watch watch,
                       Done done) {
  auto asked = lookup(PendingLookup::Kind::user, user, context, std::move(watch));
  asked.done = std::move(done);
  connection_->add(std::move(asked));
}

void UserLookups::find_credentials(std::string_view user, const LookupContext& context,
                                   base::Lifetime::Watch watch, Done done) {
  auto asked = lookup(PendingLookup::Kind::credentials, user, context, std::move(watch));
  asked.done = std::move(done);
  connection_->add(std::move(asked));
}

void UserLookups::list(std::string_view mask, const LookupContext& context, base::Lifetime::Watch watch,
                       ListDone done) {
  auto asked = lookup(PendingLookup::Kind::list, mask, context, std::move(watch));
  asked.list_done = std::move(done);
  connection_->add(std::move(asked));
}

std::size_t UserLookups::in_flight() const {
  return connection_->in_flight();
}

}  // namespace dovetail::authclient
