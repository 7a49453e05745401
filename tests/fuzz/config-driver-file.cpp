// SPDX-License-Identifier: MIT
#include "libcommon/config/reader.hpp"
#include "libcommon/config/typed.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(fuzz::as_text(data, size));
  config::MemorySource source;
  source.add("/d", input);
  source.add("/e", "b = 2\n}\n");
  config::Findings findings;
  const config::Section root = config::read_driver_file("/d", source, findings);
  std::size_t bytes = 0;
  for (const auto& [key, value] : config::connect_words(root.text("connect"))) {
    bytes += key.size() + value.size();
  }
  fuzz::check(bytes <= root.text("connect").size(), "words of connect come from it");
  const auto time = config::parse_time(input);
  fuzz::check(!time || config::parse_time(config::format_time(*time)).value_or(std::chrono::milliseconds(-1)) == *time, "times read back");
  const auto bytes_of = config::parse_size(input);
  fuzz::check(!bytes_of || config::parse_size(config::format_size(*bytes_of)).value_or(0) == *bytes_of,
              "sizes read back");
  return 0;
}
