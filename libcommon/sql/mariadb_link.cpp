// SPDX-License-Identifier: MIT
#include "libcommon/sql/mariadb_link.hpp"

#include "libcommon/sql/failure.hpp"

namespace dovetail::sql {

base::Error MariadbLink::judged(base::Error error, std::chrono::steady_clock::time_point begun) {
  const Failure failure = failure_of(error);
  if (failure == Failure::lost || failure == Failure::unreachable || failure == Failure::misuse) {
    broken = true;
  }
  if (failure == Failure::lost && std::chrono::steady_clock::now() - begun >= read_timeout) {
    return make_error(Failure::timed_out, error.detail + ", no answer within the time limit");
  }
  return error;
}

}  // namespace dovetail::sql
