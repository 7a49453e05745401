// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>

#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/mariadb.hpp"
#include "libcommon/sql/mariadb_database.hpp"

namespace dovetail::sql {
namespace {

// The library wants to know its threads. Once a thread opens a connection it is known until its end.
void introduce_thread() {
  static const bool library_ready = mysql_library_init(0, nullptr, nullptr) == 0;
  struct Introduced {
    Introduced() { mysql_thread_init(); }
    ~Introduced() { mysql_thread_end(); }
  };
  static_cast<void>(library_ready);
  thread_local const Introduced introduced;
  static_cast<void>(introduced);
}

const char* or_default(const std::string& text) {  // NULL: the library's or the option file's value
  return text.empty() ? nullptr : text.c_str();
}

void set_text(MYSQL* handle, mysql_option option, const std::string& text) {
  if (!text.empty()) {
    mysql_optionsv(handle, option, text.c_str());
  }
}

void set_seconds(MYSQL* handle, mysql_option option, std::chrono::seconds limit) {
  const auto value = static_cast<unsigned>(std::clamp<long long>(limit.count(), 1, 31'536'000));
  mysql_optionsv(handle, option, &value);
}

void set_tls(MYSQL* handle, const MariadbTls& tls) {
  set_text(handle, MYSQL_OPT_SSL_CA, tls.ca_file);
  set_text(handle, MYSQL_OPT_SSL_CAPATH, tls.ca_folder);
  set_text(handle, MYSQL_OPT_SSL_CERT, tls.certificate_file);
  set_text(handle, MYSQL_OPT_SSL_KEY, tls.key_file);
  set_text(handle, MYSQL_OPT_SSL_CIPHER, tls.ciphers);
  if (tls.verify_certificate) {
    const my_bool verify = *tls.verify_certificate ? 1 : 0;
    mysql_optionsv(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
    if (verify != 0) {  // a check that an unencrypted connection would silently skip
      mysql_optionsv(handle, MYSQL_OPT_SSL_ENFORCE, &verify);
    }
  }
}

void set_options(MYSQL* handle, const MariadbOptions& options) {
  const unsigned off = 0;
  const my_bool no = 0;
  set_text(handle, MYSQL_READ_DEFAULT_FILE, options.option_file);
  set_text(handle, MYSQL_READ_DEFAULT_GROUP, options.option_group);
  set_text(handle, MYSQL_SET_CHARSET_NAME, options.charset);
  set_seconds(handle, MYSQL_OPT_CONNECT_TIMEOUT, options.connect_timeout);
  set_seconds(handle, MYSQL_OPT_READ_TIMEOUT, options.read_timeout);
  set_seconds(handle, MYSQL_OPT_WRITE_TIMEOUT, options.write_timeout);
  set_tls(handle, options.tls);
  if (options.read_only) {
    mysql_optionsv(handle, MYSQL_INIT_COMMAND, "SET SESSION TRANSACTION READ ONLY");
  }
  // Last, so that no option file turns them on: a server could ask for our files; a silent reconnection would
  // lose transactions and statements.
  mysql_optionsv(handle, MYSQL_OPT_LOCAL_INFILE, &off);
  mysql_optionsv(handle, MYSQL_OPT_RECONNECT, &no);
}

std::string description_of(const MariadbHost& host, const MariadbOptions& options) {
  std::string text = "mariadb ";
  text.append(host.name.empty() ? "default host" : host.name);
  if (host.port != 0) {
    text.append(":").append(std::to_string(host.port));
  }
  return options.database.empty() ? text : text + " " + options.database;
}

}  // namespace

base::Result<std::unique_ptr<Database>> open_mariadb(const MariadbHost& host, const MariadbOptions& options) {
  introduce_thread();
  MariadbHandle handle(mysql_init(nullptr));
  if (handle == nullptr) {
    return base::Unexpected(make_error(Failure::other, "cannot connect: out of memory"));
  }
  set_options(handle.get(), options);
  const char* name = host.is_unix() ? "localhost" : or_default(host.name);
  const char* socket = host.is_unix() ? host.name.c_str() : nullptr;
  // FOUND_ROWS: an UPDATE counts the rows it matched, as SQLite does.
  constexpr unsigned long kFlags = CLIENT_MULTI_RESULTS | CLIENT_FOUND_ROWS;
  const std::string description = description_of(host, options);
  if (mysql_real_connect(handle.get(), name, or_default(options.user), or_default(options.password),
                         or_default(options.database), host.is_unix() ? 0 : host.port, socket,
                         kFlags) == nullptr) {
    base::Error error = mariadb_error(handle.get(), "cannot connect to " + description);
    // Whatever it is (a server going down, too many connections, no answer): nobody could be asked. But for a
    // refusal, which somebody has to mend.
    if (const Failure failure = failure_of(error); failure != Failure::refused && failure != Failure::misuse) {
      error = make_error(Failure::unreachable, std::move(error.detail));
    }
    return base::Unexpected(std::move(error));
  }
  return std::unique_ptr<Database>(
      std::make_unique<MariadbDatabase>(std::move(handle), description, options));
}

}  // namespace dovetail::sql
