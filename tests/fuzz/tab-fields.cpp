// SPDX-License-Identifier: MIT
#include "libcommon/wire/tab_fields.hpp"

#include "tests/fuzz/check.hpp"

using namespace dovetail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  fuzz::check(wire::tab_unescaped(wire::tab_escaped(input)) == input, "any bytes survive");
  const std::string escaped = wire::tab_escaped(input);
  fuzz::check(escaped.find_first_of("\t\r\n") == std::string::npos, "nothing separates");
  if (const auto fields = wire::split_tab_fields(input)) {
    wire::TabLine line(wire::tab_escaped(fields->front()));
    for (std::size_t i = 1; i < fields->size(); ++i) {
      const auto field = wire::parse_tab_field((*fields)[i]);
      field.value ? line.pair(field.key, *field.value) : line.flag(field.key);
    }
    std::string text = line.line();
    text.pop_back();
    fuzz::check(wire::split_tab_fields(text) == fields, "a line that was read can be written");
  }
  return 0;
}
