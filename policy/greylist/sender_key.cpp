// SPDX-License-Identifier: MIT
#include "policy/greylist/sender_key.hpp"

#include <algorithm>
#include <vector>

#include "libcommon/base/text.hpp"

namespace dovetail::policy::greylist {
namespace {

bool is_batv_tag(std::string_view field) {
  constexpr std::size_t kTagLength = 10;
  return field.size() >= kTagLength && std::all_of(field.begin(), field.begin() + kTagLength, [](char c) {
           return base::is_digit(c) || (c >= 'a' && c <= 'z');
         });
}

// prvs=TAG=user or prvs=user=TAG (draft-levine-smtp-batv). Empty fields at the end do not count.
std::string_view without_batv(std::string_view user) {
  if (!user.starts_with("prvs=")) return user;
  std::vector<std::string_view> fields = base::split(user, '=');
  while (!fields.empty() && fields.back().empty()) {
    fields.pop_back();
  }
  if (fields.size() != 3) return user;
  return is_batv_tag(fields[2]) && !is_batv_tag(fields[1]) ? fields[1] : fields[2];
}

bool is_word(char c) {
  return base::is_alpha(c) || base::is_digit(c) || c == '_';
}

std::string with_numbers_replaced(std::string_view user) {
  std::string result;
  std::size_t at = 0;
  while (at < user.size()) {
    std::size_t end = at;
    while (end < user.size() && is_word(user[end])) {
      ++end;
    }
    const std::string_view word = user.substr(at, end - at);
    const bool number = !word.empty() && std::all_of(word.begin(), word.end(), base::is_digit);
    number ? result += '#' : result.append(word);
    if (end < user.size()) result += user[end++];
    at = end;
  }
  return result;
}

}  // namespace

std::string sender_key(std::string_view sender) {
  const std::size_t at = sender.find('@');
  if (at == std::string_view::npos) return std::string(sender);
  std::string_view user = without_batv(sender.substr(0, at));
  user = user.substr(0, user.find('+'));
  return with_numbers_replaced(user) + std::string(sender.substr(at));
}

}  // namespace dovetail::policy::greylist
