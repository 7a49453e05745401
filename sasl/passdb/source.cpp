// SPDX-License-Identifier: MIT
#include "sasl/passdb/source.hpp"

namespace dovetail::sasl {

Answer Source::read_rows(const Subject&, SqlReply) {
  return Broken{"an answer to a question that was not asked"};
}

Answer Source::read_account(const Subject&, SystemReply) {
  return Broken{"an answer to a question that was not asked"};
}

std::variant<std::vector<std::string>, AskSql, Broken> Source::list(const Subject&) {
  return Broken{std::string(driver()) + " cannot list its users"};
}

std::vector<std::string> Source::read_users(const Rows&) const {
  return {};
}

}  // namespace dovetail::sasl
