// SPDX-License-Identifier: MIT
#include "sasl/password/verify.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/password_hash.hpp"
#include "libcommon/wire/base64.hpp"
#include "sasl/password/scram_keys.hpp"

namespace dovetail::sasl::password {

namespace {

Encoding encoding_of(const Stored& stored, const Scheme& scheme) {
  if (stored.encoding != Encoding::by_scheme || scheme.form == Form::text) {
    return stored.encoding;
  }
  // A fixed size tells the two apart, whichever is the scheme's own.
  if (scheme.raw_size != 0) {
    return stored.data.size() == scheme.raw_size * 2 ? Encoding::hex : Encoding::base64;
  }
  return scheme.form == Form::hex ? Encoding::hex : Encoding::base64;
}

std::optional<std::string> decoded(const Stored& stored, const Scheme& scheme) {
  switch (encoding_of(stored, scheme)) {
    case Encoding::hex:
      return base::from_hex(stored.data);
    case Encoding::base64:
      return wire::base64_decode(stored.data);
    case Encoding::by_scheme:
      break;
  }
  return stored.data;
}

bool is_clear_text(const Stored& stored) {
  return stored.scheme == "PLAIN" || stored.scheme == "CLEAR" || stored.scheme == "CLEARTEXT";
}

std::string encoded(std::string data, Encoding encoding, Form form) {
  if (encoding == Encoding::hex || (encoding == Encoding::by_scheme && form == Form::hex)) {
    return base::to_hex(data);
  }
  if (encoding == Encoding::base64 || (encoding == Encoding::by_scheme && form == Form::base64)) {
    return wire::base64_encode(data);
  }
  return data;
}

bool same_scheme(std::string_view a, std::string_view b) {
  const auto plain = [](std::string_view name) {
    return name == "HMAC-MD5" ? std::string_view("CRAM-MD5") : name;
  };
  return plain(a) == plain(b);
}

}  // namespace

Outcome verify(const Stored& stored, const Attempt& attempt) {
  const Scheme* scheme = find_scheme(stored.scheme);
  if (scheme == nullptr) {
    return Outcome::unknown_scheme;
  }
  const auto data = decoded(stored, *scheme);
  return data ? scheme->verify(attempt, *data) : Outcome::malformed;
}

bool is_well_formed(const Stored& stored) {
  const Scheme* scheme = find_scheme(stored.scheme);
  return scheme != nullptr && decoded(stored, *scheme).has_value();
}

bool is_slow(const Stored& stored) {
  const Scheme* scheme = find_scheme(stored.scheme);
  return scheme != nullptr && scheme->slow;
}

std::size_t memory_kib(const Stored& stored) {
  const Scheme* scheme = find_scheme(stored.scheme);
  if (scheme == nullptr || !stored.scheme.starts_with("ARGON2")) {
    return 0;
  }
  const auto data = decoded(stored, *scheme);
  return data ? crypto::argon2_memory_kib(*data).value_or(0) : 0;
}

std::optional<std::string> credentials_for(const Stored& stored, std::string_view wanted,
                                           std::string_view user, std::string salt) {
  const Scheme* scheme = find_scheme(stored.scheme);
  const Scheme* target = find_scheme(wanted);
  if (scheme == nullptr || target == nullptr) {
    return std::nullopt;
  }
  if (same_scheme(stored.scheme, wanted)) {
    auto data = decoded(stored, *scheme);
    return data ? std::optional(encoded(std::move(*data), Encoding::by_scheme, target->form)) : std::nullopt;
  }
  auto clear = is_clear_text(stored) ? decoded(stored, *scheme) : std::nullopt;
  if (!clear) {
    return std::nullopt;
  }
  auto made = target->make(Attempt{user, *clear}, Costs{0, std::move(salt)});
  return made ? std::optional(encoded(std::move(*made), Encoding::by_scheme, target->form)) : std::nullopt;
}

bool deriving_is_slow(const Stored& stored, std::string_view wanted) {
  return is_clear_text(stored) && scram_hash(wanted).has_value();
}

base::Result<std::string> make(std::string_view name, const Attempt& attempt, const Costs& costs) {
  const auto parsed = parse_stored("{" + std::string(name) + "}", "");
  const Scheme* scheme = parsed ? find_scheme(parsed->scheme) : nullptr;
  if (scheme == nullptr) {
    return base::Unexpected(base::permanent("Unknown scheme: " + std::string(name)));
  }
  auto data = scheme->make(attempt, costs);
  if (!data) {
    return data;
  }
  return "{" + base::uppered(name) + "}" + encoded(std::move(*data), parsed->encoding, scheme->form);
}

std::vector<std::string_view> scheme_names() {
  std::vector<std::string_view> names;
  for (const auto& schemes : {digest_schemes(), keyed_schemes(), slow_schemes()}) {
    for (const Scheme& scheme : schemes) {
      names.push_back(scheme.name);
    }
  }
  return names;
}

}  // namespace dovetail::sasl::password
