// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>

#include "libcommon/base/result.hpp"
#include "libcommon/sql/mariadb_handles.hpp"

namespace dovetail::sql {

// What a connection and its cursors share: the handle, what the last statement did, and whether it can go on.
struct MariadbLink {
  MariadbHandle handle;
  std::chrono::seconds read_timeout{10};
  std::int64_t changes = 0;
  std::int64_t last_insert_id = 0;
  bool broken = false;   // lost or out of step; only closing helps

  // Marks the link as broken where the error says so. A server that was silent for the whole time limit looks like
  // a lost connection to the library; repeating that at once would only wait once more, so it counts as busy.
  base::Error judged(base::Error error, std::chrono::steady_clock::time_point begun);

  // Runs `call` (0: success) and turns its failure into an error of the connection.
  template <class Call>
  base::Result<void> run(std::string_view what, Call call) {
    const auto begun = std::chrono::steady_clock::now();
    if (call(handle.get()) != 0) {
      return base::Unexpected(judged(mariadb_error(handle.get(), what), begun));
    }
    return {};
  }
};

}  // namespace dovetail::sql
