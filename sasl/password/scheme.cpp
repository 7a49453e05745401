// SPDX-License-Identifier: MIT
#include "sasl/password/scheme.hpp"

namespace dovetail::sasl::password {

const Scheme* find_scheme(std::string_view name) {
  for (const auto& schemes : {digest_schemes(), keyed_schemes(), slow_schemes()}) {
    for (const Scheme& scheme : schemes) {
      if (scheme.name == name) {
        return &scheme;
      }
    }
  }
  return nullptr;
}

}  // namespace dovetail::sasl::password
