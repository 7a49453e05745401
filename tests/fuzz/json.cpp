// SPDX-License-Identifier: MIT
#include "libcommon/json/json.hpp"

#include "libcommon/json/writer.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  if (const auto value = json::Value::parse(input)) {
    fuzz::check(json::Value::parse(value->dump()).has_value(), "what is printed can be read");
    (void)value->integer();
    (void)value->elements();
    for (const auto& name : value->names()) {
      fuzz::check(value->member(name).has_value(), "every name has its member");
    }
  }
  const auto text = json::Value::parse(json::quoted(input));
  fuzz::check(text && text->text().has_value(), "any bytes make a string");
  return 0;
}
