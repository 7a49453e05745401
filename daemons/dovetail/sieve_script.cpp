// SPDX-License-Identifier: MIT
#include "daemons/dovetail/sieve_script.hpp"

#include <fmt/format.h>

#include "libcommon/base/text.hpp"
#include "lmtp/scripts/script_file.hpp"
#include "lmtp/sieve/extensions/all.hpp"
#include "lmtp/sieve/runtime/compile.hpp"

namespace dovetail::cli {

namespace {

constexpr std::size_t kInputLimit = 256 * 1024 * 1024;

std::string script_name(const std::string& path) {
  std::string name = path.substr(path.rfind('/') + 1);
  if (name.ends_with(".sieve")) name.resize(name.size() - 6);
  return name;
}

}  // namespace

std::optional<std::string> read_whole(const std::string& path, Console& console) {
  if (path == "-") return console.input(kInputLimit);
  auto file = lmtp::scripts::open_trusted(path);
  if (!file || !file->has_value()) {
    console.err(file ? path + ": no such file" : file.error().detail);
    return std::nullopt;
  }
  auto text = lmtp::scripts::read_script(**file, kInputLimit);
  if (text) return std::move(*text);
  console.err(text.error().detail);
  return std::nullopt;
}

void print_lines(std::string_view text, void (Console::*write)(std::string_view), Console& console) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.empty()) return;
  for (const std::string_view line : base::split(text, '\n')) {
    (console.*write)(line);
  }
}

std::shared_ptr<const lmtp::sieve::Script> compile_script(const std::string& path,
                                                          const std::string& extensions, Console& console,
                                                          int& status) {
  const auto source = read_whole(path, console);
  if (!source) {
    status = kNoInput;
    return nullptr;
  }
  const auto& registry = lmtp::sieve::all_extensions();
  std::vector<std::string> unknown;
  const lmtp::sieve::CompileOptions options{.available = registry.configured_set(extensions, unknown)};
  for (const std::string& name : unknown) {
    console.err(fmt::format("warning: unknown Sieve extension '{}'", name));
  }
  auto compiled = lmtp::sieve::compile(*source, script_name(path), registry, options);
  print_lines(compiled.diagnostics.text(), &Console::err, console);
  if (!compiled.script) {
    console.err(fmt::format("dovetail: failed to compile sieve script '{}'", path));
    status = kWrongScript;
  }
  return compiled.script;
}

}  // namespace dovetail::cli
