// SPDX-License-Identifier: MIT
#include "lmtp/sieve/language/diagnostics.hpp"

#include "lmtp/sieve/language/limits.hpp"

namespace dovetail::lmtp::sieve {

std::string to_line(const Diagnostic& diagnostic) {
  std::string out;
  if (!diagnostic.script.empty()) out = diagnostic.script + ": ";
  if (diagnostic.line > 0) out += "line " + std::to_string(diagnostic.line) + ": ";
  out += diagnostic.severity == DiagnosticSeverity::error ? "error: " : "warning: ";
  return out + diagnostic.text + ".";
}

void Diagnostics::error(const std::string& script, unsigned line, std::string text) {
  ++errors_;
  if (errors_ <= limits::kErrors) list_.push_back({DiagnosticSeverity::error, script, line, std::move(text)});
}

void Diagnostics::warning(const std::string& script, unsigned line, std::string text) {
  if (list_.size() < 2 * limits::kErrors) {
    list_.push_back({DiagnosticSeverity::warning, script, line, std::move(text)});
  }
}

std::string Diagnostics::text() const {
  std::string out;
  for (const Diagnostic& diagnostic : list_) {
    out += to_line(diagnostic) + "\n";
  }
  return out;
}

}  // namespace dovetail::lmtp::sieve
