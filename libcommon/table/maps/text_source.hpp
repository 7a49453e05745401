// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "libcommon/config/source.hpp"
#include "libcommon/table/domain_list.hpp"
#include "libcommon/table/maps/specification.hpp"
#include "libcommon/table/text_table.hpp"

namespace dovetail::table::maps {

// True for the types that are read from a text: all but databases and unions.
bool is_text(Specification::Type type);

// Where the text of such a specification stands: its file, or `origin` if it is in the specification itself.
std::string text_origin(const Specification& specification, const std::string& origin);

// Reads it. `folds`: keys are compared in lower case (of hash and inline).
ReadTable read_text(const Specification& specification, const config::FileSource& files, bool folds);

// Tables in a list of domains: those that are texts, and have an absolute path.
class ListTables final : public DomainList::Tables {
 public:
  explicit ListTables(const config::FileSource& files) : files_(files) {}
  base::Result<std::shared_ptr<const TextTable>> open(std::string_view specification) const override;

 private:
  const config::FileSource& files_;
};

}  // namespace dovetail::table::maps
