// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libcommon/config/schema.hpp"

namespace dovetail::config {

// What is known about a name.
enum class Known {
  used,     // declared by one of the schemas
  suite,    // of another daemon of the suite
  dovecot,  // Dovecot's, without effect here
  unknown,
};

// All names a configuration may hold, asked by section type ("" = top level) and key.
class KnownNames {
 public:
  explicit KnownNames(const std::vector<const SchemaBase*>& schemas) : schemas_(schemas) {}
  Known setting(std::string_view section_type, std::string_view key) const;
  Known section(std::string_view type) const;
  // The nearest known key of that section, "" if none is near enough to be meant. The same whatever the
  // schemas: each declared name is known without them.
  std::string nearest(std::string_view section_type, std::string_view key) const;
  // The same for `service NAME {}` of the suite.
  static std::string nearest_service(std::string_view name);

 private:
  Known plugin(std::string_view key) const;
  std::vector<std::string> names(std::string_view section_type) const;

  const std::vector<const SchemaBase*>& schemas_;
};

}  // namespace dovetail::config
