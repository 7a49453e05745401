// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>

#include "libcommon/base/clock.hpp"
#include "sasl/request/address.hpp"

namespace dovetail::sasl {

// How long the requests of an address wait because of its earlier failures, as Dovecot's anvil counts them:
// 4, 8, 15, 15 … seconds, forgotten after 29 s. IPv6 counts by /48. Bounded: beyond kMostPenalties addresses
// those are forgotten first that failed longest ago. Loop thread only.
class Penalty {
 public:
  static constexpr std::size_t kMostPenalties = 100'000;

  // How long a request that begins now waits before it is looked at.
  std::chrono::seconds delay(const Address& address, base::MonoTime now) const;
  // `checksum` of user and password: a client that tries one stale password over and over is not punished for
  // it.
  void failed(const Address& address, std::uint32_t checksum, base::MonoTime now);
  void succeeded(const Address& address);
  std::size_t size() const { return states_.size(); }

 private:
  struct State {
    int level = 0;
    base::MonoTime changed{};
    std::deque<std::uint32_t> recent;  // checksums of the last different tries
  };
  static int level_at(const State& state, base::MonoTime now);
  void make_room(base::MonoTime now);

  std::map<Address, State> states_;
};

std::uint32_t login_checksum(std::string_view user, std::string_view password);

}  // namespace dovetail::sasl
