// SPDX-License-Identifier: MIT
#include "libcommon/vars/hash.hpp"

#include "libcommon/vars/expand.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;

namespace {

std::string of(const std::string& hash) {
  return vars::expand("%{" + hash + ":user}", vars::Table{{"user", "foobar@ex.org"}}).value_or("ERROR");
}

}  // namespace

// All expected values are from Dovecot 2.3.19.1.
TEST_CASE("hashes by name") {
  CHECK(of("md4") == "8862c42f0e340625079278045055696a");
  CHECK(of("md5") == "98fa02ec0bac983da5ff242becc5d3c4");
  CHECK(of("sha1") == "81f7316581d8d845e5ca16e7210c6ba727a62b80");
  CHECK(of("sha256") == "3924397eee977321c85a50633b4e3f6f3f1047c8de696d9f452118de753ecdc5");
  CHECK(of("sha384") ==
        "eb50555fae12c240a86211ef3a2ebf0a7202b1e223b8a9472dc5f80bc7e2f8ea5989790013015ba15120cba514c75dcb");
  CHECK(of("sha512") ==
        "c4782a8683e7f34424e3b4de06f7cb3f40a842230fe88e8077d115405a5c3a403e4d97ab9f19cd6821e28b501eaff8f0ade9"
        "1ff6"
        "66eb9e03ed10fa9298b8555a");
  CHECK(of("sha224") == "ERROR");
}

TEST_CASE("truncate keeps leading bits, shifted right") {
  CHECK(of("md5;truncate=16") == "98fa");
  CHECK(of("md5;truncate=12") == "098f");
  CHECK(of("md5;truncate=7") == "4c");
  CHECK(of("md5;truncate=3") == "04");
  CHECK(of("md5;truncate=0") == "98fa02ec0bac983da5ff242becc5d3c4");
  CHECK(of("md5;truncate=999") == "98fa02ec0bac983da5ff242becc5d3c4");
}

TEST_CASE("rounds, salt, format") {
  CHECK(of("md5;rounds=2") == "2384781b34d73506efd644658eef847c");
  CHECK(of("md5;rounds=3") == "357c43558c6ab36ecf629e854d884953");
  CHECK(of("sha1;rounds=2,truncate=20") == "01aeec");
  CHECK(of("sha1;truncate=20,rounds=2") == "01aeec");
  CHECK(of("md5;salt=x") == "8a9c24ad01bf98696b1c6e3ee7ccd438");
  CHECK(of("md5;rounds=3,salt=xy") == "4bb7979be07cd40985603080650c6b62");
  CHECK(of("md5;format=base64") == "mPoC7AusmD2l/yQr7MXTxA==");
  CHECK(of("md5;format=hexuc") == "98fa02ec0bac983da5ff242becc5d3c4");
  CHECK(of("md5;format=base64,salt=x") == "ipwkrQG/mGlrHG4+58zUOA==");
}

TEST_CASE("nothing after a salt is read, and semicolons belong to it") {
  CHECK(of("md5;salt=xy,rounds=3") == "0a1a32b572bd1b16a90138fbc4469fbd");
  CHECK(of("md5;salt=xy;rounds=3") == "812d31dfdb4f54123e27d38d46796ea9");
  CHECK(of("md5;rounds=2,salt=xy,truncate=8") == "52c98f1e502a91cefcc7d2d1f037e907");
}

TEST_CASE("options that would cost too much or mean nothing") {
  CHECK(of("md5;bogus=1") == "98fa02ec0bac983da5ff242becc5d3c4");
  CHECK(of("md5;rounds=0") == "ERROR");
  CHECK(of("md5;rounds=999999999") == "ERROR");
  CHECK(of("md5;format=octal") == "ERROR");
}
