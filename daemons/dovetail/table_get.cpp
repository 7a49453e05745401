// SPDX-License-Identifier: MIT
#include "daemons/dovetail/admin_client.hpp"
#include "daemons/dovetail/table_commands.hpp"
#include "daemons/dovetail/table_source.hpp"
#include "libcommon/base/text.hpp"
#include "libcommon/config/load.hpp"

namespace dovetail::cli {
namespace {

constexpr Option kOptions[] = {kConfigOption};

void print_lines(std::string_view text, Console& console) {
  for (const std::string_view line : base::split(text, '\n')) {
    if (!line.empty()) console.out(line);
  }
}

int run_get(const Invocation& invocation, Console& console) {
  TableSource source(invocation, console);
  if (source.usable() != kSuccess) return source.usable();
  const std::string reply = source.ask(invocation.arguments[0], invocation.arguments[1], false);
  if (source.usable() != kSuccess)
    return source.usable();  // no daemon answered, and there is nothing to go by
  const int status = status_of_reply(reply);
  if (status == kSuccess) {
    console.out(std::string_view(reply).substr(3));
  } else if (status != kNotFound) {
    console.err(reply);
  }
  return status;
}

// Commands that only the running daemon can answer.
int ask_running(const Invocation& invocation, Console& console, std::string_view method,
                std::string_view path, const std::vector<std::pair<std::string, std::string>>& parameters) {
  if (invocation.has("config")) {  // without, the daemon may be there though its file is not for our eyes
    config::Findings findings;
    static_cast<void>(config::load(invocation.config_file(), config::DiskSource(), findings));
    if (findings.is_unreadable()) {
      console.err("cannot read " + invocation.config_file());
      return kNoInput;
    }
  }
  const std::string socket = admin_socket_path(invocation.config_file(), "tabled");
  const auto reply = ask_daemon(socket, method, path, parameters);
  if (!reply) {
    console.err(reply.error().detail);
    return kUnavailable;
  }
  if (reply->status != 200) {
    console.err(base::trimmed(reply->body));
    return reply->status == 404 ? kNotFound : kSoftware;
  }
  print_lines(reply->body, console);
  return kSuccess;
}

int run_list(const Invocation& invocation, Console& console) {
  return ask_running(invocation, console, "GET", "/table/list", {});
}

int run_flush(const Invocation& invocation, Console& console) {
  std::vector<std::pair<std::string, std::string>> parameters;
  if (!invocation.arguments.empty()) parameters.emplace_back("name", invocation.arguments[0]);
  if (invocation.arguments.size() > 1) parameters.emplace_back("key", invocation.arguments[1]);
  return ask_running(invocation, console, "POST", "/table/flush", parameters);
}

}  // namespace

const Command kTableGet = {"table",  "get",  "NAME KEY",
                           2,        2,      "The answer a table gives to one key; status 68: not there.",
                           kOptions, run_get};

const Command kTableList = {"table",  "list",  "",
                            0,        0,       "The running daemon's tables, and what is wrong with them.",
                            kOptions, run_list};

const Command kTableFlush = {
    "table",  "flush",  "[NAME [KEY]]",
    0,        2,        "Forget remembered answers, all or of one table or key; prints how many.",
    kOptions, run_flush};

}  // namespace dovetail::cli
