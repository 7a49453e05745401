// SPDX-License-Identifier: MIT
#include "sasl/passdb/rules.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "libcommon/wire/tab_fields.hpp"

namespace dovetail::sasl {

bool matches_wildcards(std::string_view mask, std::string_view text) {
  // Linear in both: on a mismatch only the last star is tried again.
  std::size_t m = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (m < mask.size() && mask[m] == '*') {
      star = m++;
      resume = t;
    } else if (m < mask.size() && (mask[m] == '?' || base::to_lower(mask[m]) == base::to_lower(text[t]))) {
      ++m;
      ++t;
    } else if (star != std::string_view::npos) {
      m = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (m < mask.size() && mask[m] == '*') {
    ++m;
  }
  return m == mask.size();
}

UserFilter::UserFilter(std::string_view words) {
  for (const std::string_view word : base::words(words)) {
    if (word.starts_with('!')) {
      excludes_.emplace_back(word.substr(1));
    } else {
      includes_.emplace_back(word);
    }
  }
}

bool UserFilter::accepts(std::string_view user) const {
  const auto matches = [&](const std::string& mask) { return matches_wildcards(mask, user); };
  if (std::any_of(excludes_.begin(), excludes_.end(), matches)) {
    return false;
  }
  return includes_.empty() || std::any_of(includes_.begin(), includes_.end(), matches);
}

namespace {

// A client names some of the values: none of them may look like the end of one and the start of the next.
class TabEscaping final : public vars::Insertion {
 public:
  base::Result<std::string> put_in(std::string value, std::string_view) const override {
    return wire::tab_escaped(value);
  }
};

}  // namespace

std::string cache_key_of(const Database& database, std::string_view chain, const Subject& subject) {
  const std::string_view variables = database.source->cache_key();
  const auto values = variables.empty() ? base::Result<std::string>(std::string())
                                        : vars::expand(variables, SubjectValues(subject), TabEscaping());
  return !values || values->empty() ? "" : std::string(chain) + "\t" + database.number + "\t" + *values;
}

bool Database::serves(std::string_view mechanism) const {
  const std::string_view wanted = mechanism.empty() ? std::string_view("NONE") : mechanism;
  return mechanisms.empty() || std::find(mechanisms.begin(), mechanisms.end(), wanted) != mechanisms.end();
}

}  // namespace dovetail::sasl
