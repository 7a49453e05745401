// SPDX-License-Identifier: MIT
#pragma once

#include "sasl/passdb/source.hpp"

namespace dovetail::sasl {

// A list `name=value …` with %-variables in the values: args of the static drivers, default_fields,
// override_fields.
class FieldTemplate {
 public:
  // Separated by white space, as Dovecot splits args.
  explicit FieldTemplate(std::string_view text);
  base::Result<Fields> expand(const Subject& subject) const;
  bool empty() const { return fields_.empty(); }
  bool uses(std::string_view variable) const;  // by its long name
  const Fields& fields() const { return fields_; }

 private:
  Fields fields_;
};

// passdb { driver = static }: every user exists, with one password (`password=`) or any (`nopassword`).
class StaticPassdb final : public Source {
 public:
  explicit StaticPassdb(std::string_view args) : template_(args) {}
  std::string_view driver() const override { return "static"; }
  Lookup look_up(const Subject& subject) override;
  std::string_view default_scheme() const override { return "PLAIN"; }

 private:
  FieldTemplate template_;
};

}  // namespace dovetail::sasl
