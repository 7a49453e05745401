// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::sasl {

// One extra field of a passdb or userdb: a flag (`nologin`) has no value, `reason=` has an empty one.
struct Field {
  std::string name;
  std::optional<std::string> value;
  bool operator==(const Field&) const = default;
};

// The extra fields of one user in the order in which they were first set. Names are unique; setting one again
// changes its value in place. `mark` and `roll_back` undo what a passdb set before it turned out to fail.
class Fields {
 public:
  void set(std::string_view name, std::optional<std::string_view> value);
  // A line as databases give it: `name`, `name=value`; the suffix `:protected` on the name sets only what is
  // unset,
  // `:remove` deletes.
  void set_line(std::string_view line);
  void set_suffixed(std::string_view name, std::optional<std::string_view> value);
  void remove(std::string_view name);
  void clear() { fields_.clear(); }

  bool has(std::string_view name) const { return find(name) != nullptr; }
  const Field* find(std::string_view name) const;
  std::string_view value(std::string_view name) const;  // "" for a flag and for what is not there

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  bool empty() const { return fields_.empty(); }
  std::size_t size() const { return fields_.size(); }

  struct Mark {
    std::vector<Field> fields;
  };
  Mark mark() const { return Mark{fields_}; }
  void roll_back(const Mark& mark) { fields_ = mark.fields; }

  bool operator==(const Fields&) const = default;

 private:
  std::vector<Field> fields_;
};

}  // namespace dovetail::sasl
