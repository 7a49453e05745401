// SPDX-License-Identifier: MIT
#include "sasl/settings.hpp"

namespace dovetail::sasl {

namespace {

using S = Settings;
using D = DatabaseSettings;
using Table = config::Schema<S>;

void add_names(Table& s) {
  s.words("auth_mechanisms", &S::mechanisms, "plain",
          "SASL mechanisms offered: plain login cram-md5 scram-sha-1 scram-sha-256 anonymous.");
  s.text("auth_realms", &S::realms, "", "Accepted; only DIGEST-MD5 has realms, which is not offered.");
  s.text("auth_default_realm", &S::default_realm, "", "Added after @ to a user name that has none.");
  s.text("auth_username_chars", &S::username_chars,
         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ01234567890.-_@",
         "Characters a user name may have; empty: all.");
  s.text("auth_username_translation", &S::username_translation, "",
         "Pairs of characters: the first of each is replaced by the second.");
  s.text("auth_username_format", &S::username_format, "%Lu", "Form of the name before any lookup.");
  s.text("auth_master_user_separator", &S::master_user_separator, "",
         "Separator of a master login USER<separator>MASTER; empty: none.");
  s.text("auth_anonymous_username", &S::anonymous_username, "anonymous",
         "User of ANONYMOUS logins; empty: they are refused.");
}

void add_protection(Table& s) {
  s.time("auth_failure_delay", &S::failure_delay, "2 s",
         "How long the answer to a failed login is held back.");
  s.time("auth_max_delay", &S::max_delay, "8 s",
         "Most that penalty and failure delay may take together; Postfix gives up after 10 s.");
  s.size("auth_cache_size", &S::cache_size, "0", "Memory for remembered lookups; 0: none are remembered.");
  s.time("auth_cache_ttl", &S::cache_ttl, "1 hour", "How long a lookup is remembered.");
  s.time("auth_cache_negative_ttl", &S::cache_negative_ttl, "1 hour",
         "How long an unknown user or a wrong password is remembered; 0: never.");
  s.boolean("auth_cache_verify_password_with_worker", &S::cache_verify_with_worker, "no",
            "Accepted; slow hashes are always verified by workers.");
  s.boolean("auth_login_memory", &S::login_memory, "yes",
            "Confirm a repeated login by a keyed digest in locked memory instead of the slow hash.");
  s.number("auth_hash_threads", &S::hash_threads, "0",
           "Threads that verify slow hashes; 0: one for each core.");
  s.number("auth_worker_max_count", &S::worker_max_count, "30",
           "Accepted; the threads for SQL follow the connections (maxconns).");
  s.boolean("auth_ssl_require_client_cert", &S::ssl_require_client_cert, "no",
            "Refuse a login whose client showed no valid certificate.");
  s.boolean("auth_ssl_username_from_cert", &S::ssl_username_from_cert, "no",
            "Take the user name from the client's certificate.");
}

void add_logging(Table& s) {
  s.boolean("auth_verbose", &S::verbose, "no",
            "Log why each lookup failed, also where a later one succeeded.");
  s.boolean("auth_debug_passwords", &S::debug_passwords, "no", "Acts as auth_verbose_passwords = sha1:6.");
  s.text("auth_verbose_passwords", &S::verbose_passwords, "no",
         "no, sha1 or sha1:N: digest of a wrong password in the log (plain acts as sha1:6).");
  s.text("last_login_query", &S::last_login_query, "",
         "SQL run after each successful login; never delays one.");
  s.text("last_login_database", &S::last_login_database, "",
         "File with driver and connect for last_login_query; empty: the first sql passdb's.");
}

void add_rules(config::Schema<D>& s, std::vector<std::string> skips) {
  const std::vector<std::string> results = {"return-ok", "return",      "return-fail",
                                            "continue",  "continue-ok", "continue-fail"};
  s.text("driver", &D::driver, "", "Kind of database.");
  s.text("args", &D::args, "", "The driver's arguments.");
  s.text("name", &D::name, "", "Name for the log.");
  s.text("default_fields", &D::default_fields, "", "Fields set before the lookup.");
  s.text("override_fields", &D::override_fields, "", "Fields set after the lookup.");
  s.choice("skip", &D::skip, "never", std::move(skips), "When the entry is passed over.");
  s.choice("result_success", &D::result_success, "return-ok", results, "What a hit means.");
  s.choice("result_failure", &D::result_failure, "continue", results, "What a miss means.");
  s.choice("result_internalfail", &D::result_internalfail, "continue", results,
           "What a failing database means.");
  s.choice("auth_verbose", &D::auth_verbose, "default", {"default", "yes", "no"},
           "auth_verbose for this entry.");
}

}  // namespace

const config::Schema<Settings>& settings_schema() {
  static const Table schema = [] {
    Table s("authentication");
    add_names(s);
    add_protection(s);
    add_logging(s);
    return s;
  }();
  return schema;
}

const config::Schema<DatabaseSettings>& passdb_schema() {
  static const config::Schema<D> schema = [] {
    config::Schema<D> s("password databases");
    s.section("passdb");
    add_rules(s, {"never", "authenticated", "unauthenticated"});
    s.boolean("deny", &D::deny, "no", "Users found here are refused.");
    s.boolean("master", &D::master, "no", "Master users: they log in as others.");
    s.boolean("pass", &D::pass, "no", "After a master's login the user must exist in another passdb.");
    s.text("username_filter", &D::username_filter, "",
           "Words with wildcards; only these users, !x: not these.");
    s.text("mechanisms", &D::mechanisms, "", "Only for these mechanisms; none: lookups without a login.");
    return s;
  }();
  return schema;
}

const config::Schema<DatabaseSettings>& userdb_schema() {
  static const config::Schema<D> schema = [] {
    config::Schema<D> s("user databases");
    s.section("userdb");
    add_rules(s, {"never", "found", "notfound"});
    return s;
  }();
  return schema;
}

config::Declarations listener_declarations(const char* section) {
  return {
      "listeners of service auth",
      section,
      {{"tempfail", "auto, reply, disconnect", "auto",
        "What a client hears of a database that is gone: the protocol's temporary failure (reply) or a "
        "closed "
        "connection, without which Postfix refuses the password; auto: disconnect for a lone smtp login."},
       {"handshake", "early, wait", "early", "Whether our greeting waits for the client's."},
       {"allow_tcp", "yes or no", "no", "Whether a userdb or master listener may be on TCP."}}};
}

}  // namespace dovetail::sasl
