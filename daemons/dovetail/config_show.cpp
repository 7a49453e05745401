// SPDX-License-Identifier: MIT
#include "libcommon/config/show.hpp"

#include "daemons/dovetail/config_commands.hpp"
#include "daemons/dovetail/config_file.hpp"

namespace dovetail::cli {
namespace {

constexpr Option kOptions[] = {kConfigOption, {'n', "not-default", "", "Only settings that differ from their default."}};

void print_lines(std::string_view text, Console& console) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    console.out(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

int run_show(const Invocation& invocation, Console& console) {
  config::Findings findings;
  const config::Document document = config::load(invocation.config_file(), config::DiskSource(), findings);
  for (const config::Finding& finding : findings.sorted()) {
    console.err(config::to_string(finding));
  }
  if (findings.has_errors()) {
    return status_of(findings);
  }
  const auto what = invocation.has("not-default") ? config::ShowWhat::not_default : config::ShowWhat::all;
  print_lines(config::show(document, all_schemas(), what), console);
  return kSuccess;
}

int run_sample(const Invocation&, Console& console) {
  print_lines(config::sample(all_schemas()), console);
  return kSuccess;
}

}  // namespace

const Command kConfigShow = {
    "config", "show", "", 0, 0, "The settings that hold; -n: those that differ from their default.", kOptions, run_show};

const Command kConfigSample = {
    "config", "sample", "", 0, 0, "A commented dovetail.conf with every setting and its default.", {}, run_sample};

}  // namespace dovetail::cli
