// SPDX-License-Identifier: MIT
#include <cstdio>
#include <cstdlib>

#include "daemons/dovetail/config_file.hpp"
#include "daemons/dovetail/postfix_lines.hpp"
#include "daemons/dovetail/system_commands.hpp"

namespace dovetail::cli {
namespace {

constexpr Option kOptions[] = {kConfigOption,
                               {'p', "postfix", "FOLDER", "Postfix's configuration folder (default: postconf's)."}};
constexpr std::size_t kMaxPostconfBytes = 1024 * 1024;

// What `postconf -n` says; nothing if it does not run here.
std::string postconf(const std::string& folder) {
  std::string command = "exec postconf -n 2>/dev/null";
  if (!folder.empty()) {
    command = "exec postconf -n -c \"$DOVETAIL_POSTFIX\" 2>/dev/null";  // no quoting of a name we were given
    ::setenv("DOVETAIL_POSTFIX", folder.c_str(), 1);
  }
  std::FILE* pipe = ::popen(command.c_str(), "re");
  if (pipe == nullptr) {
    return {};
  }
  std::string out;
  char buffer[4096];
  for (std::size_t got = 1; got > 0 && out.size() < kMaxPostconfBytes;) {
    got = std::fread(buffer, 1, sizeof buffer, pipe);
    out.append(buffer, got);
  }
  return ::pclose(pipe) == 0 ? out : std::string();
}

int run(const Invocation& invocation, Console& console) {
  config::Document document;
  const bool named = invocation.has("config");
  config::Findings findings;
  document = config::load(invocation.config_file(), config::DiskSource(), findings);
  if (findings.has_errors() && (named || !findings.is_unreadable())) {
    print_findings(findings, false, console);
    return status_of(findings);
  }
  const std::string text = postconf(invocation.value("postfix").value_or(""));
  console.out("# main.cf (" + std::string(text.empty() ? "no postconf here: general lines" : "with what it says now") +
              "); nothing was changed. In master.cf nothing needs to change.");
  for (const std::string& line : postfix_lines(document, text)) {
    console.out(line);
  }
  return kSuccess;
}

}  // namespace

const Command kPostfixSnippet = {
    "postfix", "snippet", "", 0, 0, "The lines of main.cf that make Postfix use our daemons.", kOptions, run};

}  // namespace dovetail::cli
