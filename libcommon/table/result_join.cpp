// SPDX-License-Identifier: MIT
#include "libcommon/table/result_join.hpp"

#include "libcommon/table/limits.hpp"

namespace dovetail::table {

ResultJoin::ResultJoin(const Template& format, const Needs& value_needs, std::size_t expansion_limit,
                       const Parts& key)
    : format_(format), value_needs_(value_needs), limit_(expansion_limit), key_(key) {}

bool ResultJoin::add(std::string_view value) {
  value =
      value.substr(0, value.find('\0'));  // a C string to Postfix: what follows never was part of the answer
  if (value.empty()) {
    saw_empty_ = true;
    return true;
  }
  const Parts parts(value);
  if (!value_needs_.met_by(parts)) return true;
  if (limit_ > 0 && ++count_ > limit_) {
    over_limit_ = true;
    return false;
  }
  if (!text_.empty()) text_.push_back(',');
  expand(format_, key_, parts, text_);
  too_long_ = text_.size() > kMaxResult;
  return !too_long_;
}

Answer ResultJoin::take() {
  if (over_limit_) {
    return base::Unexpected(
        base::Error{base::ErrorKind::temporary, kTooMuch, "expansion limit exceeded",
                    "more than expansion_limit = " + std::to_string(limit_) + " results"});
  }
  if (too_long_) {
    return base::Unexpected(
        base::Error{base::ErrorKind::temporary, kTooMuch, "result too long", "result too long"});
  }
  return text_.empty() ? not_found() : found(std::move(text_));
}

}  // namespace dovetail::table
