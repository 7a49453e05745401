// SPDX-License-Identifier: MIT
#include "libcommon/vars/hash.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/digest.hpp"
#include "libcommon/vars/limits.hpp"
#include "libcommon/wire/base64.hpp"

namespace dovetail::vars {
namespace {

using crypto::DigestKind;

constexpr std::array<std::pair<std::string_view, DigestKind>, 6> kHashes = {{{"md4", DigestKind::md4},
                                                                             {"md5", DigestKind::md5},
                                                                             {"sha1", DigestKind::sha1},
                                                                             {"sha256", DigestKind::sha256},
                                                                             {"sha384", DigestKind::sha384},
                                                                             {"sha512", DigestKind::sha512}}};

std::optional<DigestKind> kind_of(std::string_view name) {
  const auto at =
      std::find_if(kHashes.begin(), kHashes.end(), [&](const auto& pair) { return pair.first == name; });
  return at == kHashes.end() ? std::nullopt : std::optional(at->second);
}

struct Options {
  unsigned rounds = 1;
  unsigned truncate = 0;  // bits
  std::string_view salt;
  std::string_view format = "hex";
};

std::optional<Options> parse_options(std::string_view text) {
  Options out;
  for (const std::string_view word : base::split(text, ',')) {
    const auto pair = base::split_once(word, '=');
    if (!pair) {
      continue;
    }
    const auto& [key, value] = *pair;
    if (key == "salt") {
      out.salt = value;
      break;
    }
    if (key == "format") {
      out.format = value;
    } else if (key == "rounds" || key == "truncate") {
      const auto number = base::to_number<unsigned>(value);
      if (!number) {
        return std::nullopt;
      }
      (key == "rounds" ? out.rounds : out.truncate) = *number;
    }
  }
  const bool sound = out.rounds >= 1 && out.rounds <= kMaxHashRounds &&
                     (out.format == "hex" || out.format == "hexuc" || out.format == "base64");
  return sound ? std::optional(out) : std::nullopt;
}

// The first `bits` bits as a number in as few bytes as hold them.
std::string truncated(const std::string& digest, unsigned bits) {
  if (bits == 0 || bits >= digest.size() * 8) {
    return digest;
  }
  const std::size_t bytes = (bits + 7) / 8;
  const unsigned shift = static_cast<unsigned>(bytes * 8 - bits);
  std::string out(bytes, '\0');
  unsigned carry = 0;
  for (std::size_t i = 0; i < bytes; ++i) {
    const unsigned byte = static_cast<unsigned char>(digest[i]);
    out[i] = static_cast<char>((carry << (8 - shift) | byte >> shift) & 0xff);
    carry = byte & ((1U << shift) - 1);
  }
  return out;
}

}  // namespace

bool is_hash(std::string_view name) {
  return kind_of(name).has_value();
}

base::Result<std::string, std::string> hash_value(std::string_view name, std::string_view options,
                                                  std::string_view value) {
  const auto kind = kind_of(name);
  const auto parsed = parse_options(options);
  if (!kind || !parsed) {
    return base::Unexpected(std::string("bad options of a hash: ") + std::string(options));
  }
  std::string digest(value);
  for (unsigned round = 0; round < parsed->rounds; ++round) {
    digest = crypto::digest(*kind, std::string(parsed->salt) + digest);
  }
  digest = truncated(digest, parsed->truncate);
  if (parsed->format == "base64") {
    return wire::base64_encode(digest);
  }
  return base::to_hex(digest);  // "hexuc" too: 2.3.19 prints lower-case digits for it
}

}  // namespace dovetail::vars
