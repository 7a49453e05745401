// SPDX-License-Identifier: MIT
#include "sasl/mech/scram_message.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "libcommon/wire/base64.hpp"

namespace dovetail::sasl::mech {

namespace {

constexpr std::size_t kLongestNonce = 1024;

// saslname: "," and "=" are written =2C and =3D; another "=" is an error (RFC 5802 §5.1).
std::optional<std::string> decoded_name(std::string_view name) {
  std::string out;
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (name[at] != '=') {
      out += name[at];
      continue;
    }
    const std::string_view code = name.substr(at + 1, 2);
    if (code == "2C") {
      out += ',';
    } else if (code == "3D") {
      out += '=';
    } else {
      return std::nullopt;
    }
    at += 2;
  }
  if (out.empty() || out.find('\0') != std::string::npos) {
    return std::nullopt;
  }
  return out;
}

// `letter=` in front of an attribute's value.
std::optional<std::string_view> attribute(std::string_view text, char letter) {
  if (text.size() < 2 || text[0] != letter || text[1] != '=') {
    return std::nullopt;
  }
  return text.substr(2);
}

bool is_nonce(std::string_view text) {
  return !text.empty() && text.size() <= kLongestNonce &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x21 && c <= 0x7e; });
}

}  // namespace

std::optional<ClientFirst> parse_client_first(std::string_view message) {
  const auto first = message.find(',');
  const auto second = first == std::string_view::npos ? first : message.find(',', first + 1);
  if (second == std::string_view::npos) {
    return std::nullopt;
  }
  ClientFirst result;
  const std::string_view binding = message.substr(0, first);
  const std::string_view authorize_as = message.substr(first + 1, second - first - 1);
  result.gs2_header = message.substr(0, second + 1);
  result.bare = message.substr(second + 1);
  if (binding != "n" && binding != "y") {
    return std::nullopt;
  }
  if (!authorize_as.empty()) {
    const auto value = attribute(authorize_as, 'a');
    if (!value) {
      return std::nullopt;
    }
    if (!value->empty()) {  // GNU SASL writes "a=" for nobody
      const auto name = decoded_name(*value);
      if (!name) {
        return std::nullopt;
      }
      result.authorize_as = *name;
    }
  }
  const auto parts = base::split(result.bare, ',');
  const auto name = attribute(parts[0], 'n');
  const auto nonce = parts.size() >= 2 ? attribute(parts[1], 'r') : std::nullopt;
  auto user = name ? decoded_name(*name) : std::nullopt;
  if (!user || !nonce || !is_nonce(*nonce)) {
    return std::nullopt;
  }
  result.user = std::move(*user);
  result.nonce = *nonce;
  return result;
}

std::optional<ClientFinal> parse_client_final(std::string_view message) {
  const auto last = message.rfind(',');
  if (last == std::string_view::npos) {
    return std::nullopt;
  }
  const auto parts = base::split(message, ',');
  const auto binding = attribute(parts[0], 'c');
  const auto nonce = parts.size() >= 3 ? attribute(parts[1], 'r') : std::nullopt;
  const auto proof = attribute(message.substr(last + 1), 'p');
  auto raw = proof ? wire::base64_decode(*proof) : std::nullopt;
  if (!binding || !nonce || !raw) {
    return std::nullopt;
  }
  return ClientFinal{message.substr(0, last), *binding, *nonce, std::move(*raw)};
}

}  // namespace dovetail::sasl::mech
