// SPDX-License-Identifier: MIT
// Input: kind byte, key LF, then the table's text.
#include "libcommon/table/maps/specification.hpp"
#include "libcommon/table/migrate/convert.hpp"
#include "libcommon/table/text/cidr_text.hpp"
#include "libcommon/table/text/hash_text.hpp"
#include "libcommon/table/text/pattern_text.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;
using namespace dovetail::table;

namespace {

ReadTable read(char kind, std::string_view content) {
  switch (kind) {
    case 'c':
      return text::read_cidr(content);
    case 'p':
      return text::read_patterns(content, text::PatternKind::pcre);
    case 'r':
      return text::read_patterns(content, text::PatternKind::regexp);
    case 'i':
      return text::read_inline(content, true);
    case 's':
      return text::read_static(content);
    default:
      return text::read_hash(content, true);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  if (input.size() < 2) return 0;
  const auto end = std::min(input.find('\n'), input.size());
  const std::string_view key = input.substr(1, end - 1);
  const std::string_view content = input.substr(std::min(end + 1, input.size()));
  const ReadTable table = read(input[0], content);
  fuzz::check(table.usable() || !table.problems.empty(), "no table without a reason");
  if (table.usable()) static_cast<void>(table.table->lookup(key));
  static_cast<void>(maps::parse_specification(content));
  static_cast<void>(migrate::convert(content, key, {"unix:s", true, input[0] == 'k', "/etc/postfix"}));
  return 0;
}
