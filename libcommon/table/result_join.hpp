// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "libcommon/table/answer.hpp"
#include "libcommon/table/expansion.hpp"

namespace dovetail::table {

// Turns the values a query returned into the one answer Postfix gets: each value through result_format,
// joined by commas, counted against expansion_limit (0: none). Values without what the format needs are left
// out, empty ones too; nothing left is "not found". mysql_table(5), result_format and expansion_limit.
class ResultJoin {
 public:
  ResultJoin(const Template& format, const Needs& value_needs, std::size_t expansion_limit, const Parts& key);

  // One value in server order; NULLs are not handed in. False when no more are wanted: the answer is an
  // error.
  bool add(std::string_view value);
  Answer take();

  bool saw_empty() const { return saw_empty_; }  // worth a warning, as Postfix gives one

 private:
  const Template& format_;
  const Needs& value_needs_;
  std::size_t limit_;
  const Parts& key_;
  std::string text_;
  std::size_t count_ = 0;
  bool over_limit_ = false;
  bool too_long_ = false;
  bool saw_empty_ = false;
};

}  // namespace dovetail::table
