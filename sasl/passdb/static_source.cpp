// SPDX-License-Identifier: MIT
#include "sasl/passdb/static_source.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"

namespace dovetail::sasl {

FieldTemplate::FieldTemplate(std::string_view text) {
  for (const std::string_view word : base::words(text)) {
    const auto parts = base::split_once(word, '=');
    if (parts) {
      fields_.set(parts->first, parts->second);
    } else {
      fields_.set(word, std::nullopt);
    }
  }
}

bool FieldTemplate::uses(std::string_view variable) const {
  return std::any_of(fields_.begin(), fields_.end(), [&](const Field& field) {
    return field.value && vars::uses(*field.value, variable);
  });
}

base::Result<Fields> FieldTemplate::expand(const Subject& subject) const {
  Fields expanded;
  const SubjectValues values(subject);
  for (const Field& field : fields_) {
    if (!field.value) {
      expanded.set(field.name, std::nullopt);
      continue;
    }
    auto value = vars::expand(*field.value, values);
    if (!value) {
      return base::Unexpected(std::move(value).error());
    }
    expanded.set(field.name, *value);
  }
  return expanded;
}

Lookup StaticPassdb::look_up(const Subject& subject) {
  auto fields = template_.expand(subject);
  if (!fields) {
    return Answer(Broken{"static: " + fields.error().detail});
  }
  Found found;
  found.any_password = fields->has("nopassword");
  if (fields->has("password")) {
    found.password = std::string(fields->value("password"));
  }
  fields->remove("password");
  found.fields = std::move(*fields);
  return Answer(std::move(found));
}

}  // namespace dovetail::sasl
