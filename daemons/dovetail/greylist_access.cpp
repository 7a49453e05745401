// SPDX-License-Identifier: MIT
#include "daemons/dovetail/greylist_access.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "daemons/dovetail/admin_client.hpp"
#include "daemons/dovetail/config_file.hpp"
#include "libcommon/base/text.hpp"
#include "libcommon/config/load.hpp"
#include "libcommon/config/source.hpp"
#include "policy/greylist/open_store.hpp"
#include "policy/greylist/remembered_settings.hpp"

namespace dovetail::cli {
namespace {

using policy::greylist::CommandAnswer;
using policy::greylist::Settings;

class RunningDaemon final : public GreylistAccess {
 public:
  explicit RunningDaemon(std::string socket) : socket_(std::move(socket)) {}
  base::Result<CommandAnswer> run(std::string_view name, const Parameters& parameters) override {
    const bool looks = policy::greylist::command_kind(name) == policy::greylist::CommandKind::looks;
    auto reply = ask_daemon(socket_, looks ? "GET" : "POST", "/greylist/" + std::string(name),
                            {parameters.begin(), parameters.end()});
    if (!reply) return base::Unexpected(std::move(reply).error());
    return CommandAnswer{reply->status, std::move(reply->body)};
  }

 private:
  std::string socket_;
};

class DirectStore final : public GreylistAccess {
 public:
  DirectStore(policy::greylist::OpenedStore opened, Settings settings) : opened_(std::move(opened)) {
    std::vector<policy::greylist::ListProblem> problems;
    rules_.lists = policy::greylist::Whitelists::load(settings, problems);
    rules_.settings = std::move(settings);
  }
  base::Result<CommandAnswer> run(std::string_view name, const Parameters& parameters) override {
    const auto now = clock().wall();
    auto answer = run_command(name, {parameters}, *opened_.store, rules_, now);
    // On a full disk a store goes on in memory, which ends with this process.
    if (auto kept = opened_.store->close(rules_.settings, base::unix_seconds(now)); !kept) {
      return base::Unexpected(std::move(kept).error());
    }
    return answer;
  }
  static const base::SystemClock& clock() {
    static const base::SystemClock one;
    return one;
  }

 private:
  policy::greylist::OpenedStore opened_;
  policy::greylist::Rulebook rules_;
};

struct Place {
  std::string admin_socket;
  Settings settings;
};

Place find_place(const Invocation& invocation, config::Findings& findings) {
  Place place;
  if (const auto dbdir = invocation.value("dbdir")) {
    const auto& installed = policy::greylist::installed_defaults();
    place.settings.client_lists = installed.client_lists;
    place.settings.recipient_lists = installed.recipient_lists;
    place.settings.database = *dbdir + "/dovetail-greylist.db";
    place.admin_socket = *dbdir + "/dovetail-greylist.admin";
    return place;
  }
  const config::Document document = config::load(invocation.config_file(), config::DiskSource(), findings);
  place.settings = policy::greylist::settings_schema().read(config::resolve(document, {}), findings);
  place.admin_socket = admin_socket_path(invocation.config_file(), "policyd");
  return place;
}

void print_errors(const config::Findings& findings, Console& console) {
  for (const config::Finding& finding : findings.sorted()) {
    if (finding.gravity == config::Gravity::error) console.err(config::to_string(finding));
  }
}

// The daemon must be able to open what this command makes: root becomes the owner of the store's folder. What root
// alone may read has been read before.
void become_owner_of(const std::string& database) {
  struct stat folder{};
  const std::size_t slash = database.rfind('/');
  if (::geteuid() != 0 || slash == std::string::npos || slash == 0) return;
  if (::stat(database.substr(0, slash).c_str(), &folder) != 0 || folder.st_uid == 0) return;
  if (::setegid(folder.st_gid) == 0) static_cast<void>(::seteuid(folder.st_uid) == 0);
}

}  // namespace

std::unique_ptr<GreylistAccess> GreylistAccess::open(const Invocation& invocation, Console& console, int& status) {
  config::Findings findings;
  Place place = find_place(invocation, findings);
  if (findings.has_errors() || findings.is_unreadable()) {
    print_errors(findings, console);
    status = status_of(findings);
    return nullptr;
  }
  if (!place.admin_socket.empty() && ask_daemon(place.admin_socket, "GET", "/status")) {
    return std::make_unique<RunningDaemon>(std::move(place.admin_socket));
  }
  become_owner_of(place.settings.database);
  // Keys and times are the daemon's, whose options nobody tells here.
  if (invocation.value("dbdir")) policy::greylist::recall_settings(place.settings);
  auto opened = policy::greylist::open_store(place.settings, DirectStore::clock());
  const bool locked = !opened && opened.error().detail.starts_with("ERROR: locked");
  if (locked) {  // perhaps by processes of spawn(8), which share it with everybody but a daemon
    opened = policy::greylist::open_store(place.settings, DirectStore::clock(), policy::greylist::Sharing::shared);
  }
  if (!opened) {
    std::string problem = opened.error().detail;
    if (problem.starts_with("ERROR: locked")) problem += " (a daemon without an admin socket uses it)";
    console.err(problem);
    status = kUnavailable;
    return nullptr;
  }
  if (const std::string trouble = opened->store->trouble(); !trouble.empty()) {
    console.err(trouble);  // a daemon decides in memory then; what a command does there would be gone with it
    status = kUnavailable;
    return nullptr;
  }
  return std::make_unique<DirectStore>(std::move(*opened), std::move(place.settings));
}

int status_of_answer(int http_status) {
  if (http_status == 200) return kSuccess;
  if (http_status == 400) return kUsage;
  if (http_status == 404) return kNotFound;
  return kTemporary;
}

int for_each_record(GreylistAccess& access, std::string_view kind, Console& console,
                    GreylistAccess::Parameters which,
                    base::UniqueFunction<bool(const policy::greylist::CommandRow&)> row) {
  std::string cursor;
  do {
    which["cursor"] = cursor;
    const auto answer = access.run(kind, which);
    if (!answer || answer->status != 200) {
      console.err(answer ? base::trimmed(answer->text) : std::string_view(answer.error().detail));
      return kTemporary;
    }
    cursor.clear();
    for (const std::string_view line : base::split(answer->text, '\n')) {
      if (line.starts_with("NEXT\t")) {
        cursor = line.substr(5);
      } else if (const auto record = policy::greylist::parse_command_row(line); record && !row(*record)) {
        return kSuccess;
      }
    }
  } while (!cursor.empty());
  return kSuccess;
}

}  // namespace dovetail::cli
