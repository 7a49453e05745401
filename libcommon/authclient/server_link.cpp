// SPDX-License-Identifier: MIT
#include "libcommon/authclient/server_link.hpp"

#include <algorithm>
#include <utility>

#include "libcommon/event/endpoint.hpp"

namespace dovetail::authclient {

namespace {

using namespace std::chrono_literals;

constexpr auto kConnectTime = 5s;
constexpr std::chrono::milliseconds kFirstDelay = 100ms;
constexpr std::chrono::milliseconds kLongestDelay = 1s;

}  // namespace

ServerLink::ServerLink(event::Loop& loop, base::Log& log, const std::string& socket, Handler& handler)
    : loop_(loop), log_(log), handler_(handler), name_(socket), connector_(loop), retry_(loop, [this] {
        connect();
      }) {
  const auto endpoint = event::parse_endpoint(socket, 0);
  auto addresses = endpoint ? event::resolve(*endpoint) : base::Unexpected(endpoint.error());
  if (addresses) {
    addresses_ = std::move(*addresses);
  } else {
    address_problem_ = addresses.error().detail;
  }
}

void ServerLink::want() {
  if (!stream_ && !connector_.active() && !retry_.pending()) {
    retry_.schedule(delay_);
  }
}

void ServerLink::connect() {
  if (addresses_.empty()) {
    return down(address_problem_);
  }
  connector_.connect(addresses_, kConnectTime,
                     [this](base::Result<event::UniqueFd> fd) { connected(std::move(fd)); });
}

void ServerLink::connected(base::Result<event::UniqueFd> fd) {
  if (!fd) {
    return down(fd.error().detail);
  }
  stream_.emplace(loop_, std::move(*fd), static_cast<event::Stream::Handler&>(*this));
  handler_.link_up();
}

void ServerLink::works() {
  delay_ = 0ms;
  failures_ = 0;
  if (std::exchange(complained_, false)) {
    log_.info("auth server " + name_ + " is back");
  }
}

void ServerLink::drop(const std::string& why) {
  stream_.reset();
  down(why);
}

void ServerLink::down(const std::string& why) {
  delay_ = std::clamp(delay_ * 2, kFirstDelay, kLongestDelay);
  // The first loss may be a restart of the server: no reason to complain before the second.
  if (++failures_ >= 2 && !std::exchange(complained_, true)) {
    log_.error("auth server " + name_ + ": " + why);
  }
  handler_.link_down(why);
}

}  // namespace dovetail::authclient
