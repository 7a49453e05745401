// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace dovetail::fuzz {

// For properties a target checks; stays on without assertions, and stops the fuzzer at the input that broke it.
inline void check(bool holds, const char* what) {
  if (!holds) {
    std::fprintf(stderr, "property broken: %s\n", what);
    std::abort();
  }
}

inline std::string_view as_text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Cuts `input` into pieces whose sizes its first byte decides, so that the fuzzer finds slicings, too.
template <class Sink>
void in_pieces(std::string_view input, Sink sink) {
  const std::size_t step = input.empty() ? 1 : 1 + static_cast<unsigned char>(input.front()) % 16;
  for (; !input.empty(); input.remove_prefix(step < input.size() ? step : input.size())) {
    sink(input.substr(0, step));
  }
}

}  // namespace dovetail::fuzz
