// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::lmtp::sieve {

// The variables of one script run (RFC 5229). Names are lower case; an unset one is the empty string.
class Variables {
 public:
  std::string get(const std::string& name) const;
  // Cuts the value to `limit` octets, never inside a UTF-8 character.
  void set(const std::string& name, std::string value, std::size_t limit);

  std::string match_value(std::size_t index) const;
  const std::vector<std::string>& match_values() const { return match_values_; }
  void set_match_values(std::vector<std::string> values) { match_values_ = std::move(values); }

 private:
  std::map<std::string, std::string> values_;
  std::vector<std::string> match_values_;
};

// At most `limit` octets, cut before a character that does not fit whole.
std::string cut_utf8(std::string text, std::size_t limit);

}  // namespace dovetail::lmtp::sieve
