// SPDX-License-Identifier: MIT
// The bare loop the MariaDB ratios are measured against: one connection, one prepared statement, one key a time.
//   mariadb_loop SOCKET DATABASE KEYS MS
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <mysql.h>

int main(int argc, char** argv) {
  if (argc != 5) return 64;
  MYSQL* mysql = ::mysql_init(nullptr);
  if (::mysql_real_connect(mysql, nullptr, "root", "", argv[2], 0, argv[1], 0) == nullptr) {
    std::fprintf(stderr, "%s\n", ::mysql_error(mysql));
    return 1;
  }
  MYSQL_STMT* statement = ::mysql_stmt_init(mysql);
  const std::string query = "SELECT v FROM t WHERE k = ?";
  if (::mysql_stmt_prepare(statement, query.data(), query.size()) != 0) return 1;
  char key[100];
  unsigned long key_size = 0;
  MYSQL_BIND parameter;
  std::memset(&parameter, 0, sizeof parameter);
  parameter.buffer_type = MYSQL_TYPE_STRING;
  parameter.buffer = key;
  parameter.buffer_length = sizeof key;
  parameter.length = &key_size;
  char value[1000];
  unsigned long value_size = 0;
  MYSQL_BIND result;
  std::memset(&result, 0, sizeof result);
  result.buffer_type = MYSQL_TYPE_STRING;
  result.buffer = value;
  result.buffer_length = sizeof value;
  result.length = &value_size;
  ::mysql_stmt_bind_param(statement, &parameter);
  ::mysql_stmt_bind_result(statement, &result);
  const int keys = std::atoi(argv[3]);
  const auto start = std::chrono::steady_clock::now();
  const auto end = start + std::chrono::milliseconds(std::atoi(argv[4]));
  long asked = 0;
  while (std::chrono::steady_clock::now() < end) {
    key_size = static_cast<unsigned long>(
        std::snprintf(key, sizeof key, "user%ld@example.test", asked % keys));
    if (::mysql_stmt_execute(statement) != 0 || ::mysql_stmt_store_result(statement) != 0) return 1;
    while (::mysql_stmt_fetch(statement) == 0) {
    }
    ::mysql_stmt_free_result(statement);
    ++asked;
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::printf("%.0f\n", static_cast<double>(asked) / took.count());
  ::mysql_stmt_close(statement);
  ::mysql_close(mysql);
  return 0;
}
