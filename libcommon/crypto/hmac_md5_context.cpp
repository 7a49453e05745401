// SPDX-License-Identifier: MIT
#include "libcommon/crypto/hmac_md5_context.hpp"

#include "libcommon/crypto/md_family.hpp"
#include "libcommon/crypto/secret.hpp"

namespace dovetail::crypto {
namespace {

constexpr std::size_t kBlock = 64;
constexpr std::size_t kState = 16;

// MD5's state after one block of the key, every byte XORed with `pad` (RFC 2104 §2).
std::string state_after_key(std::string key, char pad) {
  key.resize(kBlock, '\0');
  for (char& c : key) {
    c = static_cast<char>(c ^ pad);
  }
  MdFamily md5(MdFamily::Kind::md5);
  md5.update(key);
  wipe(key);
  return to_little_endian(md5.state());
}

std::string md5_from(std::string_view state, std::string_view rest) {
  MdFamily md5(MdFamily::Kind::md5, from_little_endian(state), kBlock);
  md5.update(rest);
  return md5.finish();
}

}  // namespace

std::string hmac_md5_context(std::string_view password) {
  std::string key(password);
  if (key.size() > kBlock) {
    MdFamily md5(MdFamily::Kind::md5);
    md5.update(key);
    wipe(key);
    key = md5.finish();
  }
  std::string context = state_after_key(key, '\x5c') + state_after_key(key, '\x36');
  wipe(key);
  return context;
}

std::optional<std::string> hmac_md5_from_context(std::string_view context, std::string_view message) {
  if (context.size() != 2 * kState) {
    return std::nullopt;
  }
  return md5_from(context.substr(0, kState), md5_from(context.substr(kState), message));
}

}  // namespace dovetail::crypto
