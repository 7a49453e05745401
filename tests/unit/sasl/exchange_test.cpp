// SPDX-License-Identifier: MIT
#include "sasl/exchange.hpp"

#include "libcommon/base/text.hpp"
#include "sasl/mech/dovecot_token.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/sasl/sasl_fixture.hpp"

using namespace dovetail;
using namespace dovetail::sasl;

namespace {

struct Fixture {
  Fixture()
      : setup(test::make_setup()),
        masters(test::add_database(setup->passdbs, true)),
        users(test::add_database(setup->passdbs)) {
    users.add("alice@ex.test", "alicepw");
    users.add("bob@ex.test", "bobpw");
    masters.add("master", "masterpw");
    setup->passdbs[0]->check_login_user = true;
    setup->index();
  }

  // Answers all questions until a challenge or a verdict.
  ExchangeStep settle(ExchangeStep step) {
    for (;;) {
      if (auto* check = std::get_if<CheckStored>(&step)) {
        const auto& subject = exchange->subject();
        step = exchange->resume(password::verify(check->stored, {subject.user, subject.password}));
      } else if (auto* derive = std::get_if<DeriveCredentials>(&step)) {
        ++derived;
        step = exchange->resume(
            password::credentials_for(derive->stored, derive->scheme, derive->user, derive->salt));
      } else {
        return step;
      }
    }
  }
  ExchangeStep begin(const char* mechanism, std::optional<std::string> initial,
                     const char* ip = "192.0.2.1") {
    protocol::AuthRequest request;
    request.id = 1;
    request.mechanism = mechanism;
    request.initial = std::move(initial);
    request.connection = connection;
    request.connection.service = "imap";
    request.connection.remote_ip = ip;
    complete(request.connection);
    exchange.emplace(setup, std::move(request),
                     mech::Context{"nonce", "<1.2@h>", "key", "secret", "anonymous",
                                   setup->scram_habit.iterations});
    return settle(exchange->start());
  }
  // The reply of a PLAIN login as it would be sent.
  std::string plain(const std::string& user, const std::string& password, const std::string& as = "") {
    verdict = std::get<Verdict>(begin("PLAIN", as + '\0' + user + '\0' + password));
    return reply();
  }
  std::string reply() const {
    if (const auto* granted = std::get_if<protocol::Granted>(&verdict.reply)) {
      return protocol::granted_line(1, *granted, true);
    }
    return protocol::denied_line(1, std::get<protocol::Denied>(verdict.reply));
  }

  std::shared_ptr<Setup> setup;
  test::Users& masters;
  test::Users& users;
  std::optional<Exchange> exchange;
  Connection connection;  // what the next logins come over
  Verdict verdict;
  int derived = 0;  // how often SCRAM keys were made
};

}  // namespace

TEST_CASE("Ordinary logins") {
  Fixture f;
  CHECK(f.plain("alice@ex.test", "alicepw") == "OK\t1\tuser=alice@ex.test\n");
  CHECK(f.verdict.hand_over);
  CHECK(f.plain("Alice@ex.test", "alicepw") == "OK\t1\tuser=alice@ex.test\toriginal_user=Alice@ex.test\n");
  CHECK(f.plain("alice@ex.test", "bad") == "FAIL\t1\tuser=alice@ex.test\n");
  CHECK((f.verdict.delayed && f.verdict.counts));
  CHECK(f.plain("nosuch@ex.test", "x") == "FAIL\t1\tuser=nosuch@ex.test\n");
  CHECK(f.exchange->take_notes().front().text == "unknown user");
}

TEST_CASE("A name with forbidden characters fails before any lookup") {
  Fixture f;
  CHECK(f.plain("sp ace@ex.test", "x").starts_with("FAIL\t1\tuser=sp ace@ex.test"));
  CHECK(f.exchange->take_notes().front().text.starts_with("Username character disallowed"));
}

TEST_CASE("Malformed input names nobody") {
  Fixture f;
  f.verdict = std::get<Verdict>(f.begin("PLAIN", "nonsense"));
  CHECK(protocol::denied_line(1, std::get<protocol::Denied>(f.verdict.reply)) == "FAIL\t1\n");
}

TEST_CASE("Master logins by authzid and by separator") {
  Fixture f;
  CHECK(f.plain("master", "masterpw", "bob@ex.test") ==
        "OK\t1\tuser=bob@ex.test\toriginal_user=master\tauth_user=master\n");
  CHECK(f.plain("bob@ex.test*master", "masterpw") ==
        "OK\t1\tuser=bob@ex.test\toriginal_user=master\tauth_user=master\n");
  CHECK(f.plain("bob@ex.test*master", "wrong") == "FAIL\t1\tuser=master\n");
  CHECK(f.plain("alice@ex.test", "alicepw", "bob@ex.test") == "FAIL\t1\tuser=alice@ex.test\n");
  CHECK(f.plain("master", "masterpw", "nosuch@ex.test") ==
        "FAIL\t1\tuser=nosuch@ex.test\tcode=authz_fail\toriginal_user=master\tauth_user=master\n");
  CHECK(f.plain("alice@ex.test", "alicepw", "Alice@EX.test").starts_with("OK\t1\tuser=alice@ex.test"));
}

TEST_CASE("A master logs in as a user of a deny passdb: which of the two is refused") {
  Fixture f;
  f.users.add("denied@ex.test", "");
  test::Users& more = test::add_database(f.setup->passdbs);
  more.add("alice@ex.test", "alicepw");
  f.setup->passdbs[1]->deny = true;
  f.setup->index();
  CHECK(f.plain("denied@ex.test", "x") == "FAIL\t1\tuser=denied@ex.test\tcode=user_disabled\n");
  CHECK(f.plain("master", "masterpw", "denied@ex.test") ==
        "FAIL\t1\tuser=denied@ex.test\tcode=authz_fail\toriginal_user=master\tauth_user=master\n");
}

TEST_CASE("A broken database is temporary and no failure of the user") {
  Fixture f;
  f.users.broken = true;
  CHECK(f.plain("alice@ex.test", "alicepw") == "FAIL\t1\tuser=alice@ex.test\tcode=temp_fail\n");
  CHECK_FALSE(f.verdict.counts);
}

TEST_CASE("Extra fields: nologin, proxy, renames") {
  Fixture f;
  f.users.add("nolog@ex.test", "x").fields.set_line("nologin");
  f.users.all["nolog@ex.test"].fields.set_line("reason=Account_closed");
  CHECK(f.plain("nolog@ex.test", "x") == "OK\t1\tuser=nolog@ex.test\tnologin\treason=Account_closed\n");
  CHECK_FALSE(f.verdict.hand_over);
  auto& proxied = f.users.add("prox@ex.test", "x").fields;
  proxied.set_line("proxy");
  proxied.set_line("host=192.0.2.10");
  CHECK(f.plain("prox@ex.test", "x") == "OK\t1\tuser=prox@ex.test\tproxy\thost=192.0.2.10\tpass=x\n");
  CHECK_FALSE(f.verdict.hand_over);
  f.users.add("alias@ex.test", "x").fields.set_line("user=real@ex.test");
  CHECK(f.plain("alias@ex.test", "x").starts_with("OK\t1\tuser=real@ex.test\toriginal_user=alias@ex.test"));
  f.users.add("nets@ex.test", "x").fields.set_line("allow_nets=10.0.0.0/8");
  CHECK(f.plain("nets@ex.test", "x") == "FAIL\t1\tuser=nets@ex.test\n");
}

TEST_CASE("LOGIN, CRAM-MD5 and ANONYMOUS") {
  Fixture f;
  CHECK(std::get<protocol::Challenge>(f.begin("LOGIN", std::nullopt)).bytes == "Username:");
  CHECK(std::get<protocol::Challenge>(f.settle(f.exchange->respond("alice@ex.test"))).bytes == "Password:");
  CHECK(std::holds_alternative<protocol::Granted>(
      std::get<Verdict>(f.settle(f.exchange->respond("alicepw"))).reply));

  CHECK(std::get<protocol::Challenge>(f.begin("CRAM-MD5", std::nullopt)).bytes == "<1.2@h>");
  const auto refused =
      std::get<Verdict>(f.settle(f.exchange->respond("alice@ex.test 00112233445566778899aabbccddeeff")));
  CHECK(std::holds_alternative<protocol::Denied>(refused.reply));
  CHECK(f.exchange->take_notes().back().tag == "sql");

  const auto anonymous = std::get<Verdict>(f.begin("ANONYMOUS", "trace"));
  CHECK(protocol::granted_line(1, std::get<protocol::Granted>(anonymous.reply), true) ==
        "OK\t1\tuser=anonymous\tanonymous\n");
}

TEST_CASE("SCRAM from clear text, and for nobody") {
  Fixture f;
  const auto first = f.begin("SCRAM-SHA-256", "n,,n=alice@ex.test,r=abc");
  CHECK(std::get<protocol::Challenge>(first).bytes.starts_with("r=abcnonce,s="));
  const auto nobody = f.begin("SCRAM-SHA-256", "n,,n=nosuch@ex.test,r=abc");
  CHECK(std::get<protocol::Challenge>(nobody).bytes.starts_with("r=abcnonce,s="));
  f.users.broken = true;
  const auto broken = std::get<Verdict>(f.begin("SCRAM-SHA-256", "n,,n=alice@ex.test,r=abc"));
  CHECK(std::get<protocol::Denied>(broken.reply).code == "temp_fail");
}

TEST_CASE("SCRAM for nobody looks and costs as for the last one who exists") {
  Fixture f;
  const auto first = [&](const char* name) {
    return std::get<protocol::Challenge>(f.begin("SCRAM-SHA-256", std::string("n,,n=") + name + ",r=abc")).bytes;
  };
  CHECK(f.derived == 0);
  CHECK(first("nosuch@ex.test").ends_with(",i=4096"));
  CHECK(f.derived == 0);
  CHECK(first("alice@ex.test").ends_with(",i=4096"));
  CHECK(f.derived == 1);
  CHECK(first("nosuch@ex.test").ends_with(",i=4096"));
  CHECK(f.derived == 2);
  f.users.add("keys@ex.test", password::make("SCRAM-SHA-256", {"keys", "pw"}, {10000, ""}).value_or(""));
  CHECK(first("keys@ex.test").ends_with(",i=10000"));
  CHECK(first("nosuch@ex.test").ends_with(",i=10000"));
  CHECK(f.derived == 2);
}

TEST_CASE("A passdb says whom its user becomes") {
  Fixture f;
  f.users.add("clerk@ex.test", "x").fields.set_line("login_user=alice@ex.test");
  CHECK(f.plain("clerk@ex.test", "x") ==
        "OK\t1\tuser=alice@ex.test\toriginal_user=clerk@ex.test\tauth_user=clerk@ex.test\n");
  CHECK(f.plain("clerk@ex.test", "y") == "FAIL\t1\tuser=clerk@ex.test\n");
}

TEST_CASE("A demand for client certificates") {
  Fixture f;
  f.setup->settings.ssl_require_client_cert = true;
  CHECK(f.plain("alice@ex.test", "alicepw") ==
        "FAIL\t1\treason=Client didn't present valid SSL certificate\n");
  CHECK_FALSE((f.verdict.delayed || f.verdict.counts));
  f.connection.valid_client_cert = true;
  CHECK(f.plain("alice@ex.test", "alicepw") == "OK\t1\tuser=alice@ex.test\n");
  f.setup->settings.ssl_username_from_cert = true;
  CHECK(f.plain("alice@ex.test", "alicepw") == "FAIL\t1\treason=SSL certificate didn't contain username\n");
}

TEST_CASE("A certificate's name takes the place of the mechanism's") {
  Fixture f;
  f.connection.cert_user = "alice@ex.test";
  CHECK(f.plain("bob@ex.test", "bobpw") == "OK\t1\tuser=bob@ex.test\n");
  f.setup->settings.ssl_username_from_cert = true;
  CHECK(f.plain("bob@ex.test", "bobpw") == "FAIL\t1\tuser=alice@ex.test\toriginal_user=bob@ex.test\n");
  CHECK(f.plain("bob@ex.test", "alicepw") == "OK\t1\tuser=alice@ex.test\toriginal_user=bob@ex.test\n");
  f.connection.cert_user = "";
  CHECK(f.plain("bob@ex.test", "bobpw") == "OK\t1\tuser=bob@ex.test\n");
}

TEST_CASE("A token names its user without any passdb") {
  Fixture f;
  const auto response = [](const std::string& token) {
    return std::string("imap\0007\0alice@ex.test\0s\0", 23) + token;
  };
  const std::string token =
      mech::session_token("secret", {.user = "alice@ex.test", .service = "imap", .session = "s", .pid = 7});
  f.verdict = std::get<Verdict>(f.begin("DOVECOT-TOKEN", response(token)));
  CHECK(f.reply() == "OK\t1\tuser=alice@ex.test\n");
  CHECK(f.verdict.hand_over);
  f.verdict = std::get<Verdict>(f.begin("DOVECOT-TOKEN", response(std::string(40, '0'))));
  CHECK(f.reply() == "FAIL\t1\tuser=alice@ex.test\n");
  CHECK(f.verdict.counts);
}

TEST_CASE("A SCRAM salt of a user with clear text and one of nobody are the same at every try") {
  Fixture f;
  for (const char* name : {"alice@ex.test", "nosuch@ex.test"}) {
    const auto salt = [&](const std::string& as) {
      return std::get<protocol::Challenge>(f.begin("SCRAM-SHA-256", "n,,n=" + as + ",r=abc")).bytes;
    };
    CHECK(salt(name) == salt(name));
    CHECK(salt(name) == salt(base::uppered(name)));
  }
}
