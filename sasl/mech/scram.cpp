// SPDX-License-Identifier: MIT
#include "sasl/mech/scram.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/secret.hpp"
#include "libcommon/wire/base64.hpp"
#include "sasl/mech/scram_message.hpp"

namespace dovetail::sasl::mech {

namespace {

Refuse invalid(std::string detail) {
  return Refuse{Refusal::invalid_input, std::move(detail)};
}

std::string exclusive_or(std::string a, std::string_view b) {
  for (std::size_t at = 0; at < a.size(); ++at) {
    a[at] = static_cast<char>(a[at] ^ b[at]);
  }
  return a;
}

}  // namespace

std::string made_up_salt(std::string_view key, std::string_view user) {
  return crypto::hmac(crypto::DigestKind::sha256, key, user).substr(0, password::kScramSaltBytes);
}

Scram::Scram(password::ScramHash hash, const Context& context)
    : hash_(hash), server_nonce_(context.nonce), fake_key_(context.fake_key),
      fake_iterations_(context.fake_iterations) {}

Step Scram::start(std::optional<std::string_view> initial) {
  return initial ? respond(*initial) : Step(Challenge{});
}

Step Scram::respond(std::string_view response) {
  switch (state_) {
    case State::first:
      return client_first(response);
    case State::final:
      return client_final(response);
    case State::keys:
      break;
  }
  return invalid("response out of turn");
}

Step Scram::client_first(std::string_view message) {
  auto first = parse_client_first(message);
  if (!first) {
    return invalid("invalid initial client message");
  }
  gs2_header_ = first->gs2_header;
  client_first_bare_ = first->bare;
  nonce_ = std::string(first->nonce) + server_nonce_;
  if (first->authorize_as == first->user) {
    first->authorize_as.clear();
  }
  state_ = State::keys;
  return WantCredentials{std::move(first->user), std::move(first->authorize_as),
                         std::string(password::scheme_of(hash_))};
}

Step Scram::credentials(std::string_view user, std::optional<std::string_view> stored) {
  std::string salt;
  std::uint32_t iterations = fake_iterations_;
  if (stored) {
    keys_ = password::parse_scram_keys(hash_, *stored);
    if (!keys_) {
      return invalid("invalid stored credentials");
    }
    salt = keys_->salt;
    iterations = keys_->iterations;
  } else {
    salt = made_up_salt(fake_key_, user);
  }
  server_first_ = "r=" + nonce_ + ",s=" + wire::base64_encode(salt) + ",i=" + std::to_string(iterations);
  state_ = State::final;
  return Challenge{server_first_};
}

Step Scram::client_final(std::string_view message) {
  const auto final = parse_client_final(message);
  if (!final) {
    return invalid("invalid final client message");
  }
  // RFC 5802 §5.1: c= repeats the GS2 header, so that nobody can have changed it on the way.
  const auto header = wire::base64_decode(final->channel_binding);
  if (!header || *header != gs2_header_) {
    return invalid("invalid channel binding data");
  }
  if (!crypto::equal_constant_time(final->nonce, nonce_)) {
    return invalid("wrong nonce");
  }
  if (!keys_) {
    return Refuse{Refusal::unknown_user, ""};
  }
  const auto kind = password::digest_kind(hash_);
  const std::string auth_message =
      client_first_bare_ + "," + server_first_ + "," + std::string(final->without_proof);
  if (final->proof.size() != crypto::digest_size(kind)) {
    return invalid("invalid proof length");
  }
  const std::string signature = crypto::hmac(kind, keys_->stored_key, auth_message);
  const std::string client_key = exclusive_or(signature, final->proof);
  if (!crypto::equal_constant_time(crypto::digest(kind, client_key), keys_->stored_key)) {
    return Refuse{Refusal::mismatch, ""};
  }
  return Proved{"v=" + wire::base64_encode(crypto::hmac(kind, keys_->server_key, auth_message))};
}

}  // namespace dovetail::sasl::mech
