// SPDX-License-Identifier: MIT
#include "sasl/userdb/sources.hpp"

#include "libcommon/base/text.hpp"

namespace dovetail::sasl {

namespace {

constexpr std::string_view kPrefix = "userdb_";

void set_if_given(Fields& fields, std::string_view name, const std::string& value) {
  if (!value.empty()) {
    fields.set(name, value);
  }
}

bool is_yes(std::string_view text) {
  return !text.empty() && base::to_lower(text.front()) == 'y';
}

}  // namespace

Lookup PasswdFileUserdb::look_up(const Subject& subject) {
  const auto entry = lookup_.find(subject);
  if (!entry) {
    return Answer(Broken{entry.error().detail});
  }
  if (*entry == nullptr) {
    return Answer(Unknown{});
  }
  Found found;
  set_if_given(found.fields, "uid", (*entry)->uid);
  set_if_given(found.fields, "gid", (*entry)->gid);
  set_if_given(found.fields, "home", (*entry)->home);
  const SubjectValues values(subject);
  for (const std::string& line : (*entry)->extra) {
    if (!line.starts_with(kPrefix)) {
      continue;
    }
    auto expanded = vars::expand(std::string_view(line).substr(kPrefix.size()), values);
    if (!expanded) {
      return Answer(Broken{expanded.error().detail});
    }
    found.fields.set_line(*expanded);
  }
  return Answer(std::move(found));
}

std::variant<std::vector<std::string>, AskSql, Broken> PasswdFileUserdb::list(const Subject&) {
  auto users = lookup_.users();
  if (!users) {
    return Broken{users.error().detail};
  }
  return std::move(*users);
}

StaticUserdb::StaticUserdb(std::string_view args) : template_("") {
  Fields fields;
  std::string rest;
  for (const std::string_view word : base::words(args)) {
    if (word.starts_with("allow_all_users=")) {
      everybody_ = is_yes(word.substr(16));
    } else {
      rest.append(word).append(" ");
    }
  }
  template_ = FieldTemplate(rest);
}

Lookup StaticUserdb::look_up(const Subject& subject) {
  auto fields = template_.expand(subject);
  if (!fields) {
    return Answer(Broken{"static: " + fields.error().detail});
  }
  Found found;
  found.fields = std::move(*fields);
  return Answer(std::move(found));
}

Lookup PrefetchUserdb::look_up(const Subject& subject) {
  if (subject.userdb_fields.empty()) {
    return Answer(Unknown{});
  }
  return Answer(Found{});  // they are in the subject already
}

Answer SystemUserdb::read_account(const Subject&, SystemReply reply) {
  if (!reply) {
    return Broken{reply.error().detail};
  }
  if (!*reply) {
    return Unknown{};
  }
  Found found;
  found.fields.set("system_groups_user", std::nullopt);
  found.fields.set("uid", std::to_string((*reply)->uid));
  found.fields.set("gid", std::to_string((*reply)->gid));
  found.fields.set("home", (*reply)->home);
  return found;
}

}  // namespace dovetail::sasl
