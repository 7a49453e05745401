// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dovetail::lmtp::sieve {

enum class DiagnosticSeverity { warning, error };

struct Diagnostic {
  DiagnosticSeverity severity = DiagnosticSeverity::error;
  std::string script;  // "" where the caller gave none
  unsigned line = 0;   // 0: the script as a whole
  std::string text;    // without the full stop
  bool operator==(const Diagnostic&) const = default;
};

// "name: line 3: error: text." — clients of ManageSieve take this form apart.
std::string to_line(const Diagnostic& diagnostic);

// What came up while a script was compiled, in order of finding. Texts are interface: clients match on them.
class Diagnostics {
 public:
  void error(const std::string& script, unsigned line, std::string text);
  void warning(const std::string& script, unsigned line, std::string text);

  bool has_errors() const { return errors_ > 0; }
  const std::vector<Diagnostic>& list() const { return list_; }
  std::string text() const;  // one line each, "\n" behind every one

 private:
  std::vector<Diagnostic> list_;
  std::size_t errors_ = 0;
};

}  // namespace dovetail::lmtp::sieve
