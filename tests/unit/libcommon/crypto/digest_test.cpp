// SPDX-License-Identifier: MIT
#include "libcommon/crypto/digest.hpp"

#include "libcommon/base/text.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using crypto::DigestKind;

namespace {

std::string hex(DigestKind kind, std::string_view text) {
  return base::to_hex(crypto::digest(kind, text));
}

constexpr DigestKind kAll[] = {DigestKind::md4,    DigestKind::md5,    DigestKind::sha1,  DigestKind::sha224,
                               DigestKind::sha256, DigestKind::sha384, DigestKind::sha512};

}  // namespace

TEST_CASE("digests of abc (FIPS 180-4 examples)") {
  CHECK(hex(DigestKind::md5, "abc") == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(hex(DigestKind::sha1, "abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(hex(DigestKind::sha224, "abc") == "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7");
  CHECK(hex(DigestKind::sha256, "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(DigestKind::sha384, "abc").starts_with("cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"));
  CHECK(hex(DigestKind::sha512, "abc").starts_with("ddaf35a193617abacc417349ae204131"));
}

TEST_CASE("a digest in pieces is the digest, and the object can be used again") {
  for (const auto kind : kAll) {
    crypto::Digest pieces(kind);
    for (int round = 0; round < 2; ++round) {
      CHECK(pieces.update("a").update("").update("bc").finish() == crypto::digest(kind, "abc"));
    }
    CHECK(crypto::digest(kind, "").size() == crypto::digest_size(kind));
    crypto::Digest moved = std::move(pieces);
    CHECK(moved.finish() == crypto::digest(kind, ""));
  }
}

TEST_CASE("HMAC vectors of RFC 2202 and RFC 4231") {
  const std::string key(20, '\x0b');
  CHECK(base::to_hex(crypto::hmac(DigestKind::md5, std::string(16, '\x0b'), "Hi There")) ==
        "9294727a3638bb1c13f48ef8158bfc9d");
  CHECK(base::to_hex(crypto::hmac(DigestKind::sha1, key, "Hi There")) ==
        "b617318655057264e28bc0b6fb378c8ef146be00");
  CHECK(base::to_hex(crypto::hmac(DigestKind::sha256, key, "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(base::to_hex(crypto::hmac(DigestKind::sha512, "Jefe", "what do ya want for nothing?"))
            .starts_with("164b7a7bfcf819e2e395fbe73b56e0a3"));
  CHECK(base::to_hex(crypto::hmac(DigestKind::sha256, std::string(131, '\xaa'),
                                  "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("PBKDF2 vectors of RFC 6070 and Dovecot's scheme") {
  CHECK(base::to_hex(crypto::pbkdf2(DigestKind::sha1, "password", "salt", 1, 20)) ==
        "0c60c80f961f0e71f3a9b524af6012062fe037a6");
  CHECK(base::to_hex(crypto::pbkdf2(DigestKind::sha1, "password", "salt", 4096, 20)) ==
        "4b007901b765489abead49d926f721d065a429c1");
  CHECK(base::to_hex(crypto::pbkdf2(DigestKind::sha1, "Secret123", "tVcr9Q4n18s5ursY", 5000, 20)) ==
        "c654caddb74262d67c5bb090089e20818d9bd805");
}
