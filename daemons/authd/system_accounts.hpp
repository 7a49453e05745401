// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <variant>

#include "libcommon/base/lifetime.hpp"
#include "libcommon/base/unique_function.hpp"
#include "libcommon/event/loop.hpp"
#include "libcommon/event/timer.hpp"
#include "libcommon/event/worker_pool.hpp"
#include "sasl/passdb/source.hpp"

namespace dovetail::authd {

// Asks for accounts of the system by getpwnam(3), on threads of its own: behind it may stand a directory service that
// does not answer, which shall hold up no database. Loop thread only.
class SystemAccounts {
 public:
  using Done = base::UniqueFunction<void(std::variant<sasl::SystemReply, sasl::Broken>)>;
  using Read = sasl::SystemReply (*)(const std::string& user);

  // `patience`: who has waited so long gets Broken. `read` blocks.
  SystemAccounts(event::Loop& loop, std::chrono::milliseconds patience, Read read);

  // The answer never comes before the call returns; it is dropped when `watch` has died.
  void run(sasl::AskSystem question, std::string_view key, base::Lifetime::Watch watch, Done done);
  std::size_t in_work() const { return workers_.in_work(); }
  void drain() { workers_.drain(); }

 private:
  struct Waiting {
    base::Lifetime::Watch watch;
    Done done;
    base::MonoTime since;
  };
  void deliver(std::uint64_t number, std::variant<sasl::SystemReply, sasl::Broken> answer);
  void give_up_late();

  event::Loop& loop_;
  const std::chrono::milliseconds patience_;
  const Read read_;
  event::WorkerPool workers_;
  std::map<std::uint64_t, Waiting> waiting_;  // in order of arrival
  std::uint64_t last_number_ = 0;
  event::Timer timer_;  // pending while somebody waits
  base::Lifetime lifetime_;
};

}  // namespace dovetail::authd
