// SPDX-License-Identifier: MIT
#include "libcommon/crypto/hmac_md5_context.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/digest.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;

TEST_CASE("the context is what doveadm pw -s CRAM-MD5 prints") {
  CHECK(base::to_hex(crypto::hmac_md5_context("Secret123")) ==
        "6055a2224c5fa5d5891f396c9fd7eebd2e22aad50e71a4bbcc7f4f5871597dbf");
}

TEST_CASE("the context gives the same HMAC as the password") {
  for (const std::string& password :
       {std::string("Secret123"), std::string(), std::string(200, 'p'), std::string(64, 'q')}) {
    const auto context = crypto::hmac_md5_context(password);
    for (const std::string& message :
         {std::string(), std::string("<1896.697170952@postoffice.reston.mci.net>"), std::string(300, 'm')}) {
      CHECK(crypto::hmac_md5_from_context(context, message) ==
            crypto::hmac(crypto::DigestKind::md5, password, message));
    }
  }
}

TEST_CASE("a context of another length is none") {
  CHECK_FALSE(crypto::hmac_md5_from_context(std::string(31, 'x'), "m"));
  CHECK_FALSE(crypto::hmac_md5_from_context("", "m"));
}
