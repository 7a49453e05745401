// SPDX-License-Identifier: MIT
#include <filesystem>

#include "daemons/dovetail/table_commands.hpp"
#include "libcommon/config/source.hpp"
#include "libcommon/table/limits.hpp"
#include "libcommon/table/migrate/convert.hpp"

namespace dovetail::cli {
namespace {

constexpr Option kOptions[] = {
    {'s', "socket", "ENDPOINT", "As socketmap: names it (default unix:private/tabled)."},
    {'t', "text-files", "", "Also hash:, texthash:, lmdb:, cidr:, pcre: and regexp: tables."},
    {'k', "server-keys", "",
     "Let dovetail-tabled derive further keys instead of Postfix (one request a lookup)."}};

void print(const std::vector<std::string>& lines, std::string_view title, Console& console) {
  if (lines.empty()) return;
  console.out(title);
  for (const std::string& line : lines)
    console.out(line);
  console.out("");
}

int run_convert(const Invocation& invocation, Console& console) {
  const config::DiskSource files;
  std::string content[2];
  for (std::size_t i = 0; i < invocation.arguments.size(); ++i) {
    auto read = files.read(invocation.arguments[i], table::kMaxCfFile);
    if (!read) {
      console.err(read.error().detail);
      return kNoInput;
    }
    content[i] = *std::move(read);
  }
  table::migrate::ConvertOptions options;
  options.endpoint = invocation.value("socket").value_or(options.endpoint);
  options.text_files = invocation.has("text-files");
  options.server_keys = invocation.has("server-keys");
  options.config_directory = std::filesystem::absolute(invocation.arguments[0]).lexically_normal().parent_path();
  const auto conversion = table::migrate::convert(content[0], content[1], options);
  print(conversion.main_cf, "# main.cf", console);
  print(conversion.master_cf, "# master.cf: in place of the same -o options", console);
  print(conversion.dovetail, "# /etc/dovetail/dovetail.conf", console);
  console.out("# " + std::to_string(conversion.changed) + " parameters change, " +
              std::to_string(conversion.kept) + " tables stay.");
  if (conversion.unknown > 0) {
    console.out("# " + std::to_string(conversion.unknown) + " more need your look: see the comments.");
  }
  return kSuccess;
}

}  // namespace

const Command kTableConvert = {
    "table",  "convert",  "MAIN.CF [MASTER.CF]",
    1,        2,          "The lines of main.cf that move mysql: and sqlite: tables behind dovetail-tabled.",
    kOptions, run_convert};

}  // namespace dovetail::cli
