// SPDX-License-Identifier: MIT
#include "sasl/password/stored.hpp"

#include "libcommon/base/text.hpp"
#include "sasl/password/limits.hpp"

namespace dovetail::sasl::password {

namespace {

std::optional<Encoding> encoding_named(std::string_view name) {
  if (base::equals_ignoring_case(name, "HEX")) {
    return Encoding::hex;
  }
  if (base::equals_ignoring_case(name, "B64") || base::equals_ignoring_case(name, "BASE64")) {
    return Encoding::base64;
  }
  return std::nullopt;
}

std::optional<Stored> with_scheme(std::string_view scheme, std::string_view data) {
  Stored stored;
  const auto dot = scheme.find('.');
  if (dot != std::string_view::npos) {
    const auto encoding = encoding_named(scheme.substr(dot + 1));
    if (!encoding) {
      return std::nullopt;
    }
    stored.encoding = *encoding;
  }
  stored.scheme = base::uppered(scheme.substr(0, dot));
  stored.data = data;
  return stored;
}

bool looks_like_crypt(std::string_view data) {
  for (const std::string_view start : {"$1$", "$2a$", "$2b$", "$2x$", "$2y$", "$5$", "$6$"}) {
    if (data.starts_with(start)) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<Stored> parse_stored(std::string_view text, std::string_view default_scheme) {
  if (text.size() > kLongestStored) {
    return std::nullopt;
  }
  if (text.starts_with('{')) {
    const auto end = text.find('}');
    if (end != std::string_view::npos) {
      return with_scheme(text.substr(1, end - 1), text.substr(end + 1));
    }
  }
  return with_scheme(looks_like_crypt(text) ? std::string_view("CRYPT") : default_scheme, text);
}

std::string scheme_name(const Stored& stored) {
  return stored.scheme;
}

}  // namespace dovetail::sasl::password
