// SPDX-License-Identifier: MIT
#include "sasl/sql_connect.hpp"

#include <array>

#include "libcommon/base/text.hpp"
#include "libcommon/config/late_value.hpp"
#include "libcommon/config/reader.hpp"

namespace dovetail::sasl {

namespace {

constexpr std::chrono::milliseconds kBusyTimeout{1000};
constexpr std::chrono::seconds kSilence{30};  // of a server in the middle of a query

struct TextWord {
  std::string_view name;
  std::string& target;
};
struct SecondsWord {
  std::string_view name;
  std::chrono::seconds& target;
};

bool set_text(sql::MariadbOptions& options, const std::string& name, const std::string& value) {
  const std::array words = {TextWord{"user", options.user},
                            TextWord{"dbname", options.database},
                            TextWord{"ssl_ca", options.tls.ca_file},
                            TextWord{"ssl_ca_path", options.tls.ca_folder},
                            TextWord{"ssl_cert", options.tls.certificate_file},
                            TextWord{"ssl_key", options.tls.key_file},
                            TextWord{"ssl_cipher", options.tls.ciphers},
                            TextWord{"option_file", options.option_file},
                            TextWord{"option_group", options.option_group}};
  for (const TextWord& word : words) {
    if (word.name == name) {
      word.target = value;
      return true;
    }
  }
  return false;
}

// False: not a name of these; a wrong number is a finding.
bool set_seconds(sql::MariadbOptions& options, const std::string& name, const std::string& value, bool& bad) {
  const std::array words = {SecondsWord{"connect_timeout", options.connect_timeout},
                            SecondsWord{"read_timeout", options.read_timeout},
                            SecondsWord{"write_timeout", options.write_timeout}};
  for (const SecondsWord& word : words) {
    if (word.name == name) {
      const auto number = base::to_number<unsigned>(value);
      bad = !number;
      word.target = std::chrono::seconds(number.value_or(0));
      return true;
    }
  }
  return false;
}

template <class Number>
bool set_number(Number& target, const std::string& value) {
  const auto number = base::to_number<Number>(value);
  target = number.value_or(target);
  return number.has_value();
}

}  // namespace

sql::SqliteOptions sqlite_source(std::string_view connect) {
  sql::SqliteOptions options;
  options.access = sql::SqliteOptions::Access::write;
  options.busy_timeout = kBusyTimeout;
  std::string_view path = base::trimmed(connect);
  for (;;) {
    const auto space = path.rfind(' ');
    const std::string_view word =
        space == std::string_view::npos ? std::string_view() : path.substr(space + 1);
    if (word == "readonly=yes") {
      options.access = sql::SqliteOptions::Access::readonly;
    } else if (word == "journal_mode=wal") {
      options.journal = sql::SqliteOptions::Journal::wal;
    } else if (word != "readonly=no" && word != "journal_mode=delete") {
      break;
    }
    path = base::trimmed(path.substr(0, space));
  }
  options.path = path;
  return options;
}

MariadbConnect mariadb_source(const config::Setting& connect, const config::FileSource& files,
                              config::Findings& findings) {
  MariadbConnect result;
  sql::MariadbOptions& options = result.cluster.options;
  options.option_group = "client";
  options.read_timeout = options.write_timeout = kSilence;
  unsigned port = 0;
  for (const auto& [name, value] : config::connect_words(connect.value.text)) {
    bool bad = false;
    if (name == "host" || name == "hostaddr") {
      result.cluster.hosts.push_back(sql::MariadbHost{value, 0});
    } else if (name == "port") {
      bad = !set_number(port, value);
    } else if (name == "maxconns") {
      bad = !set_number(result.most_connections, value);
    } else if (name == "password") {
      auto secret = config::read_secret(value, files);
      if (!secret) {
        findings.error(connect.where, secret.error().detail);
      } else {
        options.password = std::move(*secret);
      }
    } else if (name == "ssl_verify_server_cert") {
      options.tls.verify_certificate = value == "yes";
    } else if (name != "client_flags" && !set_text(options, name, value) &&
               !set_seconds(options, name, value, bad)) {
      findings.error(connect.where, "Unknown connect string: " + name);
    }
    if (bad) {
      findings.error(connect.where, "Invalid number in connect string: " + name);
    }
  }
  if (result.most_connections == 0) {
    result.most_connections = MariadbConnect().most_connections;
  }
  for (sql::MariadbHost& host : result.cluster.hosts) {
    host.port = port;
  }
  // Dovecot waits up to 15 s where no host is left; one that refuses at once is found as soon as it is back.
  result.cluster.first_retry = std::chrono::seconds(1);
  result.cluster.last_retry = std::chrono::seconds(15);
  result.cluster.probe = std::chrono::milliseconds(250);
  return result;
}

}  // namespace dovetail::sasl
