// SPDX-License-Identifier: MIT
#include "lmtp/sieve/runtime/compile.hpp"

#include "lmtp/sieve/language/limits.hpp"
#include "lmtp/sieve/language/parser.hpp"
#include "lmtp/sieve/runtime/builder.hpp"

namespace dovetail::lmtp::sieve {

Compiled compile(std::string_view source, const std::string& name, const Registry& registry,
                 const CompileOptions& options) {
  Compiled result;
  if (source.size() > options.max_script_size && options.max_script_size > 0) {
    result.diagnostics.error(
        name, 0, "script is too large (larger than " + std::to_string(options.max_script_size) + " bytes)");
    return result;
  }
  Parser parser(source, name, result.diagnostics);
  std::vector<Node> commands = parser.parse();
  if (result.diagnostics.has_errors()) return result;
  Checker checker(registry, options, name, result.diagnostics);
  if (!checker.check(commands)) return result;
  Builder builder(name);
  builder.block(commands);
  result.script = builder.finish();
  return result;
}

}  // namespace dovetail::lmtp::sieve
