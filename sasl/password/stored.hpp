// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dovetail::sasl::password {

enum class Encoding { by_scheme, hex, base64 };

// A password as a database holds it: `{SCHEME[.ENCODING]}data`, taken apart. The scheme is in upper case.
struct Stored {
  std::string scheme;
  Encoding encoding = Encoding::by_scheme;
  std::string data;
};

// Without `{…}` the whole text is data of `default_scheme` (which may name an encoding, too); data that
// begins like a crypt(3) string ($1$ $2?$ $5$ $6$ $y$ …) is CRYPT then, whatever the default. Nothing: an
// unknown encoding, or longer than kLongestStored.
std::optional<Stored> parse_stored(std::string_view text, std::string_view default_scheme);

// `{SCHEME}data` again, as far as the log may know it: the scheme's name.
std::string scheme_name(const Stored& stored);

}  // namespace dovetail::sasl::password
