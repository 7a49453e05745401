// SPDX-License-Identifier: MIT
#include "libcommon/table/reply_text.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/table/limits.hpp"

namespace dovetail::table {

std::string reply_text(const base::Error& error) {
  const std::string text = base::printable(error.text, kMaxErrorText);
  return text.empty() ? "lookup failed, see the log of dovetail-tabled" : text;
}

}  // namespace dovetail::table
