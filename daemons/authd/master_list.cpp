// SPDX-License-Identifier: MIT
// LIST and CACHE-FLUSH of MasterService.
#include "daemons/authd/master_service.hpp"
#include "sasl/passdb/cache.hpp"

namespace dovetail::authd {

namespace {

using namespace sasl::protocol;

constexpr std::size_t kPiece = 500;  // users of one write

}  // namespace

void MasterService::begin_list(daemon::ConnectionId id, ListUsers question) {
  auto listing = std::make_unique<Listing>();
  listing->setup = context_.setup;
  listing->ticket = question.ticket;
  listing->mask = std::move(question.mask);
  listing->subject.connection = std::move(question.connection);
  lists_[id] = std::move(listing);
  feed_list(id);
}

// Fetches the users of the next userdb; those without a list (prefetch, static) are passed over as failures
// only where no other has one.
void MasterService::next_userdb(daemon::ConnectionId id, Listing& listing) {
  const auto& setup = listing.setup;
  const sasl::Database& database = *setup->userdb_chain.at(listing.userdb++);
  context_.tell_time(*setup);
  auto list = database.source->list(listing.subject);
  listing.listed = listing.listed || !std::holds_alternative<sasl::Broken>(list);
  if (auto* users = std::get_if<std::vector<std::string>>(&list)) {
    listing.users = std::move(*users);
  } else if (auto* broken = std::get_if<sasl::Broken>(&list)) {
    if (database.source->driver() != "prefetch") {
      context_.log.error("Error: " + broken->detail);
      listing.failed = true;
    }
  } else {
    listing.waiting = true;
    context_.jobs.run(setup, std::get<sasl::AskSql>(std::move(list)), "list", listing.lifetime.watch(),
                      [this, id, &database, &listing](std::variant<sasl::SqlReply, sasl::Broken> answer) {
                        listing.waiting = false;
                        const auto* reply = std::get_if<sasl::SqlReply>(&answer);
                        if (reply == nullptr || !*reply) {
                          context_.log.error("Error: iterate_query failed: " +
                                             (reply == nullptr ? std::get<sasl::Broken>(answer).detail
                                                               : reply->error().detail));
                          listing.failed = true;
                        } else {
                          listing.users = database.source->read_users(**reply);
                        }
                        feed_list(id);
                      });
  }
}

void MasterService::feed_list(daemon::ConnectionId id) {
  for (;;) {
    const auto at = lists_.find(id);  // an answer may end the connection, and the list with it
    if (at == lists_.end() || at->second->waiting || server_.congested(id) || !feed_piece(id, *at->second)) {
      return;
    }
  }
}

// False: that was the last one.
bool MasterService::feed_piece(daemon::ConnectionId id, Listing& listing) {
  if (listing.sent < listing.users.size()) {
    UserList part;
    for (std::size_t count = 0; count < kPiece && listing.sent < listing.users.size(); ++count) {
      std::string& user = listing.users[listing.sent++];
      if (listing.mask.empty() || sasl::matches_wildcards(listing.mask, user)) {
        part.users.push_back(std::move(user));
      }
    }
    server_.resume(id, listing.ticket, std::move(part));
    return true;
  }
  if (listing.userdb < listing.setup->userdb_chain.size()) {
    listing.users.clear();
    listing.sent = 0;
    next_userdb(id, listing);
    return true;
  }
  const UserList last{{}, true, listing.failed || !listing.listed};  // nobody could be asked
  const base::Ticket ticket = listing.ticket;
  lists_.erase(id);
  server_.resume(id, ticket, last);
  return false;
}

void MasterService::flush_cache(daemon::ConnectionId id, const FlushCache& question) {
  std::size_t entries = 0;
  if (sasl::AuthCache* cache = context_.setup->cache.get()) {
    if (question.masks.empty()) {
      entries = cache->flush();
    }
    for (const std::string& mask : question.masks) {
      entries += cache->flush(mask);
    }
  }
  if (question.masks.empty()) {
    context_.jobs.forget_logins();
  }
  server_.resume(id, question.ticket, CacheFlushed{entries});
}

}  // namespace dovetail::authd
