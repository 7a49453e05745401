// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dovetail::policy {

// One request of a Postfix smtpd (SMTPD_POLICY_README): attributes in the order they came, values as
// received. Any octet but LF may stand in a value. One block of memory whatever the number of attributes.
class Request {
 public:
  void add(std::string_view name, std::string_view value);
  void add_garbage(std::string_view line);  // a line without "="; only the first few are kept

  // The value of an attribute; nothing if it was not sent. A repeated one: the last wins, as in Postgrey.
  std::optional<std::string_view> find(std::string_view name) const;
  // The same, the first wins, as in Dovecot's quota-status.
  std::optional<std::string_view> find_first(std::string_view name) const;
  // As find(); "" if it was not sent, which Postfix wants treated alike.
  std::string_view get(std::string_view name) const { return find(name).value_or(std::string_view()); }

  std::size_t attributes() const { return fields_.size(); }
  std::pair<std::string_view, std::string_view> attribute(std::size_t index) const;  // name, value
  const std::vector<std::string>& garbage() const { return garbage_; }
  std::size_t size() const { return text_.size(); }  // octets of all names and values

 private:
  struct Field {
    std::uint32_t name_at, value_at, end;
  };
  bool has_name(const Field& field, std::string_view name) const;
  std::string_view name_of(const Field& field) const;
  std::string_view value_of(const Field& field) const;

  std::string text_;
  std::vector<Field> fields_;
  std::vector<std::string> garbage_;
};

}  // namespace dovetail::policy
