// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>

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
  // it. Nothing: the password is not known (challenge mechanisms), so no try is known to be an old one.
  void failed(const Address& address, std::optional<std::uint32_t> checksum, base::MonoTime now);
  void succeeded(const Address& address);
  void sweep(base::MonoTime now);  // gives back the memory of what is forgotten
  std::size_t size() const { return states_.size(); }

 private:
  struct State {
    std::uint8_t level = 0;
    std::uint8_t tries = 0;  // of `recent`; beyond its size the oldest is overwritten
    base::MonoTime changed{};
    std::array<std::uint32_t, 10> recent{};  // checksums of the last different tries
  };
  static int level_at(const State& state, base::MonoTime now);
  void make_room(base::MonoTime now);

  std::map<Address, State> states_;
};

std::uint32_t login_checksum(std::string_view user, std::string_view password);

}  // namespace dovetail::sasl
