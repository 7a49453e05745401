// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <optional>
#include <string>
#include <string_view>

#include "libcommon/base/result.hpp"

namespace dovetail::table {

// What a table says to one key: the text found (never empty), nothing where the table has no such key, or why
// it cannot say. A failing back end is always an Error: "nothing" would make Postfix refuse mail for good.
// Error::kind permanent = will not heal by itself (PERM), else TEMP; code kTimedOut = TIMEOUT.
using Answer = base::Result<std::optional<std::string>>;

inline constexpr int kTimedOut = ETIMEDOUT;
inline constexpr int kTooMuch = EOVERFLOW;  // an answer that is there, but longer than allowed

inline Answer not_found() {
  return std::optional<std::string>();
}
inline Answer found(std::string text) {
  return std::optional<std::string>(std::move(text));
}

// The same without owning it, for who writes it down at once.
struct AnswerView {
  std::string_view text;               // empty: not found, or an error
  const base::Error* error = nullptr;  // set: why there is no answer

  AnswerView() = default;
  explicit AnswerView(std::string_view found_text) : text(found_text) {}
  AnswerView(const base::Error& why) : error(&why) {}  // implicit, as the next one: they are the same thing
  AnswerView(const Answer& answer)
      : text(answer && *answer ? std::string_view(**answer) : std::string_view()),
        error(answer ? nullptr : &answer.error()) {}
};

}  // namespace dovetail::table
