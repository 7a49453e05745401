// SPDX-License-Identifier: MIT
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "sasl/mech/table.hpp"
#include "sasl/password/verify.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;
using namespace dovetail::sasl;

// Each mechanism with hostile responses, one per line. First byte: which mechanism, whether there is an
// initial response, whether the user exists, and whether it is DOVECOT-TOKEN after all.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  static const auto stored = *password::parse_stored("{PLAIN}pencil", "");
  static const auto cram = password::credentials_for(stored, "CRAM-MD5", "user");
  static const auto sha1 = password::credentials_for(stored, "SCRAM-SHA-1", "user");
  static const auto sha256 = password::credentials_for(stored, "SCRAM-SHA-256", "user");
  const auto offers = mech::all_offers();
  const auto& offer = (data[0] & 0x20) != 0 ? mech::token_offer() : offers[data[0] % offers.size()];
  const auto mechanism = offer.begin({"nonce", "<1.2@host>", "key", "secret", "anonymous"});
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto next_line = [&] {
    const auto end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    return line;
  };
  const bool has_initial = (data[0] & 0x80) != 0;
  const bool exists = (data[0] & 0x40) != 0;
  mech::Step step = mechanism->start(has_initial ? std::optional(next_line()) : std::nullopt);
  for (int round = 0; round < 10; ++round) {
    if (std::holds_alternative<mech::Challenge>(step) || std::holds_alternative<mech::NameGiven>(step)) {
      step = mechanism->respond(next_line());
    } else if (const auto* wanted = std::get_if<mech::WantCredentials>(&step)) {
      const auto& made = wanted->scheme == "CRAM-MD5"      ? cram
                         : wanted->scheme == "SCRAM-SHA-1" ? sha1
                                                           : sha256;
      step = mechanism->credentials("user", exists ? std::optional<std::string_view>(*made) : std::nullopt);
    } else {
      break;
    }
  }
  // Nobody may prove to be a user that does not exist.
  fuzz::check(exists || !std::holds_alternative<mech::Proved>(step), "an unknown user proves nothing");
  return 0;
}
