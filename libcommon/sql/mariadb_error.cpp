// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <string>

#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/mariadb_handles.hpp"

namespace dovetail::sql {
namespace {

struct Known {
  unsigned number;
  Failure failure;
};

// Client errors (20xx) and server errors by number; those not named are judged by their SQLSTATE.
constexpr auto kKnown = std::to_array<Known>({
    {1021, Failure::full},         // disk full
    {1036, Failure::readonly},     // table is read only
    {1040, Failure::busy},         // too many connections
    {1044, Failure::refused},      // access denied to the database
    {1045, Failure::refused},      // access denied
    {1047, Failure::unreachable},  // Galera: node not ready; another host may be
    {1049, Failure::refused},      // unknown database
    {1053, Failure::lost},         // server shutdown in progress
    {1077, Failure::lost},        {1079, Failure::lost},
    {1080, Failure::lost},        {1114, Failure::full},   // table is full
    {1129, Failure::refused},                              // host is blocked
    {1130, Failure::refused},                              // host is not allowed
    {1152, Failure::lost},        {1153, Failure::query},  // packet too large: the query is to blame
    {1154, Failure::lost},        {1155, Failure::lost},
    {1156, Failure::lost},        {1157, Failure::lost},
    {1158, Failure::lost},        {1159, Failure::lost},
    {1160, Failure::lost},        {1161, Failure::lost},
    {1203, Failure::busy},                                    // too many connections of this user
    {1205, Failure::busy},                                    // lock wait time-out
    {1206, Failure::busy},        {1213, Failure::busy},      // deadlock
    {1226, Failure::busy},                                    // a resource limit of this user
    {1264, Failure::constraint},  {1290, Failure::readonly},  // --read-only
    {1317, Failure::busy},                                    // query interrupted
    {1364, Failure::constraint},  {1366, Failure::constraint},
    {1406, Failure::constraint},  {1698, Failure::refused},
    {1792, Failure::readonly},                            // read only transaction
    {1836, Failure::readonly},    {1927, Failure::lost},  // connection was killed
    {1969, Failure::busy},                                // max_statement_time
    {2002, Failure::unreachable}, {2003, Failure::unreachable},
    {2004, Failure::unreachable}, {2005, Failure::unreachable},
    {2006, Failure::lost},        {2012, Failure::unreachable},
    {2013, Failure::lost},        {2014, Failure::misuse},
    {2026, Failure::unreachable}, {2055, Failure::lost},
    {2059, Failure::refused},     {2061, Failure::refused},
    {3024, Failure::busy},        {4025, Failure::constraint},  // CHECK
    {4031, Failure::lost},                                      // MySQL 8: idle for too long
});

Failure failure_from(unsigned number, std::string_view state, std::string_view message) {
  const auto known =
      std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& one) { return one.number == number; });
  if (known != kKnown.end()) {
    return known->failure;
  }
  if (number == 1030 || number == 3) {  // "got error 28 from storage engine", "errno: 28"
    return message.find("28") != std::string_view::npos ? Failure::full : Failure::other;
  }
  const auto state_class = state.substr(0, 2);
  if (state_class == "42") {
    return Failure::query;
  }
  if (state_class == "23" || state_class == "22") {
    return Failure::constraint;
  }
  if (state_class == "40") {
    return Failure::busy;
  }
  return state_class == "08" ? Failure::lost : Failure::other;
}

}  // namespace

base::Error mariadb_error(unsigned number, std::string_view state, std::string_view message,
                          std::string_view what) {
  std::string detail(what);
  detail.append(": ").append(message).append(" (").append(std::to_string(number)).append(")");
  return make_error(failure_from(number, state, message), std::move(detail));
}

base::Error mariadb_error(MYSQL* handle, std::string_view what) {
  return mariadb_error(mysql_errno(handle), mysql_sqlstate(handle), mysql_error(handle), what);
}

base::Error mariadb_error(MYSQL_STMT* statement, std::string_view what) {
  return mariadb_error(mysql_stmt_errno(statement), mysql_stmt_sqlstate(statement), mysql_stmt_error(statement),
                       what);
}

}  // namespace dovetail::sql
