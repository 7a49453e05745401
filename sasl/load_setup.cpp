// SPDX-License-Identifier: MIT
#include "sasl/load_setup.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "libcommon/base/text.hpp"
#include "sasl/mech/table.hpp"
#include "sasl/passdb/sql_source.hpp"
#include "sasl/passdb/system_source.hpp"
#include "sasl/userdb/sources.hpp"

namespace dovetail::sasl {

namespace {

using base::equals_ignoring_case;

// What to say about drivers of Dovecot that we do not have.
std::string advice_for(const std::string& driver) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kAdvice = {{
      {"pam", "use driver = passwd for system accounts, or sql"},
      {"shadow", "use driver = passwd-file with a file of your own, or sql"},
      {"bsdauth", "use driver = passwd-file or sql"},
      {"ldap", "export the accounts to sql or a passwd-file, or keep Dovecot's auth for them"},
      {"lua", "use sql or a passwd-file"},
      {"dict", "use sql"},
      {"checkpassword", "use sql or a passwd-file"},
      {"imap", "keep Dovecot's auth for accounts of another IMAP server"},
      {"oauth2", "keep Dovecot's auth for tokens"},
  }};
  const auto at =
      std::find_if(kAdvice.begin(), kAdvice.end(), [&](const auto& one) { return one.first == driver; });
  return at == kAdvice.end() ? "known drivers: sql, passwd-file, static, passwd, prefetch (userdb)"
                             : std::string(at->second);
}

Rule rule_of(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, Rule>, 6> kRules = {
      {{"return-ok", Rule::return_ok},
       {"return", Rule::return_as_is},
       {"return-fail", Rule::return_fail},
       {"continue", Rule::continue_as_is},
       {"continue-ok", Rule::continue_ok},
       {"continue-fail", Rule::continue_fail}}};
  const auto at =
      std::find_if(kRules.begin(), kRules.end(), [&](const auto& one) { return one.first == text; });
  return at == kRules.end() ? Rule::return_ok : at->second;
}

Skip skip_of(std::string_view text) {
  if (text == "authenticated" || text == "found") {
    return Skip::if_done;
  }
  return text == "unauthenticated" || text == "notfound" ? Skip::if_not_done : Skip::never;
}

class Loader {
 public:
  Loader(Setup& setup, const config::FileSource& files, config::Findings& findings)
      : setup_(setup), files_(files), findings_(findings) {}

  void passdb(const config::Section& section, const DatabaseSettings& settings);
  void userdb(const config::Section& section, const DatabaseSettings& settings);

  void last_login(const config::Section& view);

 private:
  std::unique_ptr<Database> common(const DatabaseSettings& settings, std::size_t number) const;
  std::unique_ptr<Source> passdb_source(const config::Section& section, const DatabaseSettings& settings);
  std::unique_ptr<Source> userdb_source(const config::Section& section, const DatabaseSettings& settings);
  // Which database a driver file names; each file is read once.
  const SqlSettings* database(const config::Section& section, const std::string& path, std::size_t& number);

  Setup& setup_;
  const config::FileSource& files_;
  config::Findings& findings_;
};

std::unique_ptr<Database> Loader::common(const DatabaseSettings& settings, std::size_t number) const {
  auto database = std::make_unique<Database>();
  database->number = std::to_string(number);
  database->skip = skip_of(settings.skip);
  database->on_success = rule_of(settings.result_success);
  database->on_failure = rule_of(settings.result_failure);
  database->on_internal = rule_of(settings.result_internalfail);
  if (settings.auth_verbose != "default") {
    database->verbose = settings.auth_verbose == "yes";
  }
  database->deny = settings.deny;
  database->master = settings.master;
  database->filter = UserFilter(settings.username_filter);
  database->defaults = FieldTemplate(settings.default_fields);
  database->overrides = FieldTemplate(settings.override_fields);
  for (const std::string_view word : base::words(settings.mechanisms)) {
    database->mechanisms.push_back(base::uppered(word));
  }
  return database;
}

const SqlSettings* Loader::database(const config::Section& section, const std::string& path,
                                    std::size_t& number) {
  for (number = 0; number < setup_.databases.size(); ++number) {
    if (setup_.databases[number].file == path) {
      return &setup_.databases[number];
    }
  }
  if (path.empty()) {
    findings_.error(section.where(), "driver = sql needs args = PATH of its dovecot-sql.conf.ext");
    return nullptr;
  }
  auto settings = read_sql_settings(path, files_, findings_);
  if (!settings) {
    return nullptr;
  }
  setup_.databases.push_back(std::move(*settings));
  return &setup_.databases.back();
}

std::unique_ptr<Source> Loader::passdb_source(const config::Section& section,
                                              const DatabaseSettings& settings) {
  if (settings.driver == "sql") {
    std::size_t number = 0;
    const SqlSettings* sql = database(section, settings.args, number);
    return sql == nullptr
               ? nullptr
               : std::make_unique<SqlPassdb>(number, SqlTemplate(sql->password_query, sql->dialect),
                                             sql->default_pass_scheme);
  }
  if (settings.driver == "passwd-file") {
    return std::make_unique<PasswdFilePassdb>(parse_passwd_file_args(settings.args));
  }
  if (settings.driver == "static") {
    return std::make_unique<StaticPassdb>(settings.args);
  }
  if (settings.driver == "passwd") {
    return std::make_unique<SystemPassdb>();
  }
  findings_.error(section.where(),
                  "passdb driver " + settings.driver + " is not supported: " + advice_for(settings.driver));
  return nullptr;
}

std::unique_ptr<Source> Loader::userdb_source(const config::Section& section,
                                              const DatabaseSettings& settings) {
  if (settings.driver == "sql") {
    std::size_t number = 0;
    const SqlSettings* sql = database(section, settings.args, number);
    return sql == nullptr ? nullptr
                          : std::make_unique<SqlUserdb>(number, SqlTemplate(sql->user_query, sql->dialect),
                                                        SqlTemplate(sql->iterate_query, sql->dialect));
  }
  if (settings.driver == "passwd-file") {
    return std::make_unique<PasswdFileUserdb>(parse_passwd_file_args(settings.args));
  }
  if (settings.driver == "static") {
    return std::make_unique<StaticUserdb>(settings.args);
  }
  if (settings.driver == "passwd") {
    return std::make_unique<SystemUserdb>();
  }
  if (settings.driver == "prefetch") {
    return std::make_unique<PrefetchUserdb>();
  }
  findings_.error(section.where(),
                  "userdb driver " + settings.driver + " is not supported: " + advice_for(settings.driver));
  return nullptr;
}

void Loader::passdb(const config::Section& section, const DatabaseSettings& settings) {
  auto database = common(settings, setup_.passdbs.size() + 1);
  database->source = passdb_source(section, settings);

  database->check_login_user = settings.pass || database->on_success == Rule::continue_as_is;
  if (database->master) {
    database->on_success = Rule::return_ok;  // what follows is the exchange's decision
  }
  if (database->source) {
    setup_.passdbs.push_back(std::move(database));
  }
}

void Loader::userdb(const config::Section& section, const DatabaseSettings& settings) {
  auto database = common(settings, setup_.userdbs.size() + 1);
  database->source = userdb_source(section, settings);
  if (database->source) {
    setup_.userdbs.push_back(std::move(database));
  }
}

void Loader::last_login(const config::Section& view) {
  const Settings& settings = setup_.settings;
  if (settings.last_login_query.empty()) {
    return;
  }
  std::size_t number = 0;
  if (!settings.last_login_database.empty()) {
    if (database(view, settings.last_login_database, number) == nullptr) {
      return;
    }
  } else if (setup_.databases.empty()) {
    findings_.error(view.find("last_login_query")->where,
                    "last_login_query needs last_login_database = FILE, since no passdb or userdb is sql");
    return;
  }
  setup_.last_login.emplace(
      LastLoginQuery{SqlTemplate(settings.last_login_query, setup_.databases[number].dialect), number});
}

void check_mechanisms(const config::Section& view, const Settings& settings, config::Findings& findings) {
  const config::Setting* written = view.find("auth_mechanisms");
  const config::Position where = written == nullptr ? config::Position{} : written->where;
  for (const std::string& word : settings.mechanisms) {
    if (mech::find_offer(word) == nullptr) {
      findings.error(where, "auth_mechanisms: " + word +
                                " is not supported (plain login cram-md5 scram-sha-1 "
                                "scram-sha-256 anonymous)");
    }
  }
}

void check_cache(const config::Section& view, const Settings& settings, config::Findings& findings) {
  if (settings.cache_size > 0 && settings.cache_size < 1024) {
    findings.error(view.find("auth_cache_size")->where,
                   "auth_cache_size is too small: at least 1024 bytes, or 0");
  }
}

}  // namespace

std::shared_ptr<Setup> load_setup(const config::Section& view, const config::FileSource& files,
                                  config::Findings& findings) {
  auto setup = std::make_shared<Setup>(settings_schema().read(view, findings));
  check_mechanisms(view, setup->settings, findings);
  check_cache(view, setup->settings, findings);
  Loader loader(*setup, files, findings);
  for (const config::Section* section : view.all("passdb")) {
    loader.passdb(*section, passdb_schema().read(*section, findings));
  }
  for (const config::Section* section : view.all("userdb")) {
    loader.userdb(*section, userdb_schema().read(*section, findings));
  }
  loader.last_login(view);
  setup->index();
  return setup;
}

}  // namespace dovetail::sasl
