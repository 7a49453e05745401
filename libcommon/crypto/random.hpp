// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dovetail::crypto {

// From the kernel's generator through OpenSSL. A machine that cannot give random bytes cannot go on:
// std::abort().
std::string random_bytes(std::size_t count);
std::uint64_t random_number();
std::string random_text(std::size_t count,
                        std::string_view alphabet);  // every letter equally likely; at most 256 of them

}  // namespace dovetail::crypto
