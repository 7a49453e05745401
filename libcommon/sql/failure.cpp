// SPDX-License-Identifier: MIT
#include "libcommon/sql/failure.hpp"

#include <utility>

namespace dovetail::sql {

Failure failure_of(const base::Error& error) {
  return error.code > 0 && error.code <= static_cast<int>(Failure::timed_out) ? static_cast<Failure>(error.code)
                                                                           : Failure::other;
}

std::string_view to_string(Failure failure) {
  switch (failure) {
    case Failure::other:
      return "other";
    case Failure::lost:
      return "lost";
    case Failure::unreachable:
      return "unreachable";
    case Failure::refused:
      return "refused";
    case Failure::busy:
      return "busy";
    case Failure::constraint:
      return "constraint";
    case Failure::full:
      return "full";
    case Failure::readonly:
      return "readonly";
    case Failure::query:
      return "query";
    case Failure::damaged:
      return "damaged";
    case Failure::misuse:
      return "misuse";
    case Failure::timed_out:
      return "timed_out";
  }
  return "other";
}

base::Error make_error(Failure failure, std::string detail) {
  const int code = static_cast<int>(failure);
  if (failure == Failure::query) {
    return base::permanent(std::move(detail), code);
  }
  if (failure == Failure::misuse) {
    return base::internal(std::move(detail), code);
  }
  return base::temporary(std::move(detail), code);
}

}  // namespace dovetail::sql
