// SPDX-License-Identifier: MIT
#include "libcommon/vars/expand.hpp"

#include "libcommon/vars/names.hpp"
#include "libcommon/vars/template.hpp"

namespace dovetail::vars {
namespace {

class Verbatim final : public Insertion {
 public:
  base::Result<std::string> put_in(std::string value, std::string_view) const override { return value; }
};

}  // namespace

const Insertion& verbatim() {
  static const Verbatim instance;
  return instance;
}

base::Result<std::string> PathInsertion::put_in(std::string value, std::string_view name) const {
  const char* why = value.empty()                                            ? "is empty"
                    : value == "." || value == ".."                          ? "is a folder's own name"
                    : value.find('\0') != std::string::npos                  ? "holds a NUL"
                    : name != "home" && value.find('/') != std::string::npos ? "holds a slash"
                                                                             : nullptr;
  if (why != nullptr) {
    return base::Unexpected(base::permanent("%{" + std::string(name) + "} " + why + ": refused in a path"));
  }
  return value;
}

base::Result<std::string> expand(std::string_view text, const Values& values, const Insertion& insertion) {
  const auto parsed = Template::parse(text);
  if (!parsed) {
    return base::Unexpected(parsed.error());
  }
  return parsed->expand(values, insertion);
}

base::Result<std::string> expand(std::string_view text, const Values& values) {
  return expand(text, values, verbatim());
}

base::Result<std::string> expand_path(std::string_view text, const Values& values) {
  return expand(text, values, PathInsertion());
}

base::Result<void> check(std::string_view text, const Values& known) {
  const auto parsed = Template::parse(text);
  if (!parsed) {
    return base::Unexpected(parsed.error());
  }
  return parsed->check(known);
}

bool uses(std::string_view text, std::string_view name) {
  const auto parsed = Template::parse(text);
  return parsed && parsed->uses(name);
}

std::set<std::string> names(std::string_view text) {
  const auto parsed = Template::parse(text);
  return parsed ? parsed->names() : std::set<std::string>();
}

void Table::set_user(std::string_view address, std::string_view prefix) {
  const std::string before(prefix);
  const auto at = address.find('@');
  const std::string domain(at == std::string_view::npos ? std::string_view{} : address.substr(at + 1));
  set(before + "user", std::string(address));
  set(before + "username", std::string(address.substr(0, at)));
  set(before + "domain", domain);
  if (prefix.empty()) {
    set("domain_first", domain.substr(0, domain.find('@')));
    set("domain_last", domain.substr(domain.rfind('@') + 1));
  }
}

std::optional<std::string> Table::value(std::string_view name) const {
  const auto at = values_.find(canonical_name(name));
  return at == values_.end() ? std::nullopt : std::optional(at->second);
}

}  // namespace dovetail::vars
