// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/included_scripts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "lmtp/sieve/runtime/compile.hpp"

namespace dovetail::lmtp::sieve {

// What the scripts of one compilation share.
struct IncludeContext {
  std::map<std::string, std::shared_ptr<const Script>> compiled;
  std::vector<std::string> open;  // the chain that leads to the script being compiled
};

namespace {

constexpr std::size_t kMaxScripts = 255;
constexpr std::size_t kMaxNameCharacters = 256;

// The last line of diagnostics names the stage that failed.
const char* failed_stage(const Diagnostics& diagnostics) {
  const std::string& last = diagnostics.list().back().text;
  if (last == "parse failed") return "parse";
  return last == "code generation failed" ? "generate code for" : "validate";
}

// The reasons of an included script go into those of the one that includes it, without their closing line.
void report(const Compiled& compiled, const std::string& name, unsigned line, Checker& checker) {
  const auto& list = compiled.diagnostics.list();
  for (std::size_t i = 0; i + 1 < list.size(); ++i) {
    checker.late(list[i]);
  }
  checker.error_at_end(
      line, fmt::format("failed to {} included script '{}'", failed_stage(compiled.diagnostics), name));
}

}  // namespace

bool is_script_name(std::string_view name) {
  if (name.empty() || !base::is_utf8(name) || name[0] == '.') return false;
  const auto is_start = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  if (static_cast<std::size_t>(std::count_if(name.begin(), name.end(), is_start)) > kMaxNameCharacters)
    return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    if (c < 0x20 || c == 0x7f || c == '/') return false;
    if (c == 0xc2 && static_cast<unsigned char>(name[i + 1]) < 0xa0) return false;  // U+0080 to U+009F
  }
  return name.find("\xc3\xbf") == std::string_view::npos &&
         name.find("\xe2\x80\xa8") == std::string_view::npos &&
         name.find("\xe2\x80\xa9") == std::string_view::npos;
}

std::shared_ptr<const Script> included_script(ScriptSource::Place place, const std::string& name,
                                              unsigned line, Checker& checker, bool& missing) {
  missing = false;
  const CompileOptions& options = checker.options();
  IncludeContext& context = options.include_context != nullptr
                                ? *options.include_context
                                : checker.state<IncludeContext>("include context");
  const std::string key = (place == ScriptSource::Place::global ? "global " : "personal ") + name;
  if (std::find(context.open.begin(), context.open.end(), key) != context.open.end()) {
    checker.error_at_end(line, "circular include");
    checker.error_at_end(0, "code generation failed");
    return nullptr;
  }
  if (const auto known = context.compiled.find(key); known != context.compiled.end()) return known->second;
  const auto text = options.includes == nullptr ? std::nullopt : options.includes->read(place, name);
  missing = !text.has_value();
  if (missing) return nullptr;
  if (context.compiled.size() >= kMaxScripts) {
    checker.error_at_end(line, fmt::format("failed to include script '{}': no more than {} includes allowed",
                                           name, kMaxScripts));
    return nullptr;
  }
  CompileOptions inner = options;
  inner.include_context = &context;
  context.open.push_back(key);
  const Compiled compiled = compile(*text, name, checker.registry(), inner);
  context.open.pop_back();
  context.compiled[key] = compiled.script;
  if (!compiled.script) {
    report(compiled, name, line, checker);
    checker.error_at_end(0, "code generation failed");
  }
  return compiled.script;
}

}  // namespace dovetail::lmtp::sieve
