// SPDX-License-Identifier: MIT
#include "libcommon/crypto/md_family.hpp"

#include "libcommon/base/text.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using crypto::MdFamily;

namespace {

std::string hex(MdFamily::Kind kind, std::string_view text) {
  MdFamily family(kind);
  family.update(text);
  return base::to_hex(family.finish());
}

constexpr std::string_view kDigits =
    "12345678901234567890123456789012345678901234567890123456789012345678901234567890";

}  // namespace

TEST_CASE("the vectors of RFC 1320 A.5") {
  const auto md4 = [](std::string_view text) { return hex(MdFamily::Kind::md4, text); };
  CHECK(md4("") == "31d6cfe0d16ae931b73c59d7e0c089c0");
  CHECK(md4("a") == "bde52cb31de33e46245e05fbdbd6fb24");
  CHECK(md4("abc") == "a448017aaf21d8525fc10ae87aa6729d");
  CHECK(md4("message digest") == "d9130a8164549fe818874806e1c7014b");
  CHECK(md4(kDigits) == "e33b4ddc9c38f2199c3e7b164fcc0536");
  CHECK(md4("Secret123") == "6a5caa23471f25bd651e2592e6d66ff1");
}

TEST_CASE("the vectors of RFC 1321 A.5") {
  const auto md5 = [](std::string_view text) { return hex(MdFamily::Kind::md5, text); };
  CHECK(md5("") == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(md5("a") == "0cc175b9c0f1b6a831c399e269772661");
  CHECK(md5("abc") == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(md5("message digest") == "f96b697d7cb7938d525a2f31aaf161d0");
  CHECK(md5(kDigits) == "57edf4a22be3c955ac49da2e2107b67a");
}

TEST_CASE("pieces of any size give the same digest, at every length around the blocks") {
  for (const auto kind : {MdFamily::Kind::md4, MdFamily::Kind::md5}) {
    for (std::size_t length = 50; length < 140; ++length) {
      const std::string text(length, 'x');
      MdFamily pieces(kind);
      for (std::size_t at = 0; at < length; at += 7) {
        pieces.update(std::string_view(text).substr(at, 7));
      }
      CAPTURE(length);
      REQUIRE(base::to_hex(pieces.finish()) == hex(kind, text));
    }
  }
}

TEST_CASE("the state goes into bytes and back") {
  const MdFamily::State state{1, 0x01020304, 0xffffffff, 0x80000000};
  CHECK(base::to_hex(crypto::to_little_endian(state)) == "0100000004030201ffffffff00000080");
  CHECK(crypto::from_little_endian(crypto::to_little_endian(state)) == state);
}
