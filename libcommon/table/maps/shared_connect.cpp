// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/shared_connect.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/config/late_value.hpp"
#include "libcommon/config/reader.hpp"
#include "libcommon/table/maps/hosts.hpp"

namespace dovetail::table::maps {
namespace {

std::string* text_of(sql::MariadbOptions& options, std::string_view word) {
  const struct {
    std::string_view word;
    std::string& text;
  } texts[] = {{"user", options.user},
               {"dbname", options.database},
               {"option_file", options.option_file},
               {"option_group", options.option_group},
               {"ssl_ca", options.tls.ca_file},
               {"ssl_ca_path", options.tls.ca_folder},
               {"ssl_cert", options.tls.certificate_file},
               {"ssl_key", options.tls.key_file},
               {"ssl_cipher", options.tls.ciphers}};
  for (const auto& one : texts) {
    if (one.word == word) return &one.text;
  }
  return nullptr;
}

std::chrono::seconds* time_of(sql::MariadbOptions& options, std::string_view word) {
  if (word == "connect_timeout") return &options.connect_timeout;
  if (word == "read_timeout") return &options.read_timeout;
  return word == "write_timeout" ? &options.write_timeout : nullptr;
}

class Words {
 public:
  Words(const config::FileSource& files, SharedConnect& shared) : files_(files), shared_(shared) {}

  void take(const std::string& word, const std::string& value) {
    if (std::string* text = text_of(shared_.options, word)) {
      *text = value;
    } else if (std::chrono::seconds* time = time_of(shared_.options, word)) {
      const auto number = base::to_number<std::uint16_t>(value);
      number && *number > 0 ? void(*time = std::chrono::seconds(*number)) : wrong(word, "not a number of seconds");
    } else if (word == "host" || word == "hostaddr") {
      hosts_ += " " + value;
    } else if (word == "port") {
      const auto number = base::to_number<std::uint16_t>(value);
      number && *number > 0 ? void(port_ = *number) : wrong(word, "not a port");
    } else if (word == "password") {
      auto secret = config::read_secret(value, files_);
      secret ? void(shared_.options.password = *std::move(secret)) : wrong(word, secret.error().detail);
    } else if (word == "ssl_verify_server_cert") {
      const bool yes = base::equals_ignoring_case(value, "yes");
      shared_.options.tls.verify_certificate = yes;
      if (!yes && !base::equals_ignoring_case(value, "no")) wrong(word, "neither yes nor no");
    } else {
      wrong(word.empty() ? value : word, "unknown word");
    }
  }

  void finish() {
    auto parsed = parse_hosts(hosts_);
    if (!parsed) {
      wrong("host", parsed.error());
      return;
    }
    shared_.hosts = *std::move(parsed);
    for (sql::MariadbHost& host : shared_.hosts) {  // a socket has no port, and neither has localhost
      if (!host.name.empty() && !host.is_unix() && host.port == 0) host.port = port_;
    }
  }

 private:
  void wrong(const std::string& word, const std::string& why) {
    shared_.problems.push_back({0, true, "connect: " + base::printable(word, 60) + ": " + why});
  }

  const config::FileSource& files_;
  SharedConnect& shared_;
  std::string hosts_;
  unsigned port_ = 0;
};

}  // namespace

SharedConnect SharedConnect::parse(std::string_view text, const config::FileSource& files,
                                   std::chrono::seconds patience) {
  SharedConnect shared;
  shared.options.option_group = "client";  // as mysql_table(5)
  shared.options.read_timeout = patience;
  shared.options.write_timeout = patience;
  Words words(files, shared);
  for (const auto& [word, value] : config::connect_words(text))
    words.take(word, value);
  words.finish();
  return shared;
}

}  // namespace dovetail::table::maps
