// SPDX-License-Identifier: MIT
#include <crypt.h>

#include <cerrno>
#include <memory>

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/password_hash.hpp"
#include "libcommon/crypto/secret.hpp"

namespace dovetail::crypto {
namespace {

// 32 KiB of working memory that hold the password meanwhile.
class Workspace {
 public:
  Workspace() : data_(std::make_unique<crypt_data>()) {}
  ~Workspace() { wipe(data_.get(), sizeof *data_); }
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  // nullptr: not computed, errno says why.
  const char* hash(std::string_view password, const char* setting) {
    SecretString phrase(password);  // NUL-terminated
    errno = 0;
    return crypt_rn(phrase.view().data(), setting, data_.get(), sizeof *data_);
  }

 private:
  std::unique_ptr<crypt_data> data_;
};

// The number behind `key` up to the next "$"; nothing if it is not there.
std::optional<unsigned long> number_after(std::string_view stored, std::string_view key) {
  const auto at = stored.find(key);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const auto rest = stored.substr(at + key.size());
  return base::to_number<unsigned long>(rest.substr(0, rest.find_first_of("$,")));
}

// log2 of yescrypt's N, from the third letter of "$y$j9T$" (crypt(5)); 0 if the letter is none of the
// alphabet.
unsigned yescrypt_log2_n(std::string_view stored) {
  constexpr std::string_view kAlphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const auto value = stored.size() > 4 ? kAlphabet.find(stored[4]) : std::string_view::npos;
  return value == std::string_view::npos ? 0 : static_cast<unsigned>(value) + 1;
}

bool too_expensive(std::string_view stored, const CryptLimits& limits) {
  if (stored.starts_with("$5$") || stored.starts_with("$6$")) {
    return number_after(stored.substr(0, 32), "$rounds=").value_or(0) > limits.rounds;
  }
  if (stored.starts_with("$2")) {
    return stored.size() > 6 &&
           base::to_number<unsigned>(stored.substr(4, 2)).value_or(0) > limits.bcrypt_cost;
  }
  if (stored.starts_with("$y$") || stored.starts_with("$gy$")) {
    return yescrypt_log2_n(stored.substr(stored[1] == 'g' ? 1 : 0)) > limits.yescrypt_log2_n;
  }
  return false;
}

}  // namespace

Verdict crypt_verify(std::string_view password, std::string_view stored, const CryptLimits& limits) {
  if (stored.empty() || stored.size() >= CRYPT_OUTPUT_SIZE || stored.find('\0') != std::string_view::npos) {
    return Verdict::invalid;
  }
  if (too_expensive(stored, limits)) {
    return Verdict::too_expensive;
  }
  if (password.size() >= CRYPT_MAX_PASSPHRASE_SIZE || password.find('\0') != std::string_view::npos) {
    return Verdict::mismatch;
  }
  const std::string setting(stored);
  Workspace workspace;
  const char* computed = workspace.hash(password, setting.c_str());
  if (computed == nullptr || computed[0] == '*') {
    return errno == ENOMEM ? Verdict::too_expensive : Verdict::invalid;
  }
  return equal_constant_time(computed, stored) ? Verdict::match : Verdict::mismatch;
}

base::Result<std::string> crypt_hash(std::string_view password, std::string_view prefix, unsigned long cost) {
  if (password.size() >= CRYPT_MAX_PASSPHRASE_SIZE || password.find('\0') != std::string_view::npos) {
    return base::Unexpected(base::permanent("the password is too long or holds a NUL byte"));
  }
  char setting[CRYPT_GENSALT_OUTPUT_SIZE];
  if (crypt_gensalt_rn(std::string(prefix).c_str(), cost, nullptr, 0, setting, sizeof setting) == nullptr) {
    return base::Unexpected(
        base::system_error("cannot make a salt for crypt prefix '" + std::string(prefix) + "'", errno));
  }
  Workspace workspace;
  const char* computed = workspace.hash(password, setting);
  if (computed == nullptr || computed[0] == '*') {
    return base::Unexpected(base::system_error("crypt failed", errno));
  }
  return std::string(computed);
}

}  // namespace dovetail::crypto
