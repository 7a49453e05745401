// SPDX-License-Identifier: MIT
#include "daemons/dovetail/table_source.hpp"

#include "daemons/dovetail/admin_client.hpp"
#include "libcommon/config/load.hpp"
#include "libcommon/table/socketmap_session.hpp"

namespace dovetail::cli {

TableSource::TableSource(const Invocation& invocation, Console& console)
    : console_(console), admin_socket_(admin_socket_path(invocation.config_file(), "tabled")) {
  config::Findings findings;
  const config::DiskSource files;
  const config::Document document = config::load(invocation.config_file(), files, findings);
  config::FilterContext context;
  context.protocol = "tables";
  const config::Section view = config::resolve(document, context);
  settings_ = table::maps::tables_schema().read(view, findings);
  std::vector<table::maps::FileProblem> problems;
  plans_ =
      table::maps::plan_maps(settings_, table::maps::read_table_sections(view, findings), files, problems);
  named_ = invocation.has("config");
  unreadable_ = findings.is_unreadable();
  for (const config::Finding& finding : findings.sorted())
    console.err(config::to_string(finding));
}

std::shared_ptr<const table::maps::Map> TableSource::map(const std::string& name) {
  for (const table::maps::MapPlan& plan : plans_) {
    if (plan.settings.name == name) return table::maps::load_map(plan, settings_, config::DiskSource()).map;
  }
  return nullptr;
}

std::string TableSource::ask(const std::string& name, const std::string& key, bool exact) {
  if (daemon_there_ && !admin_socket_.empty()) {
    const auto reply = ask_daemon(admin_socket_, "GET", "/table/get",
                                  {{"name", name}, {"key", key}, {"exact", exact ? "yes" : "no"}});
    if (reply && reply->status == 200) return reply->body;
    if (reply) return "TEMP " + reply->body;
    daemon_there_ = false;
    console_.err("no dovetail-tabled at " + admin_socket_ + ": asking the sources directly");
  }
  return ask_directly(name, key, exact);
}

std::string TableSource::ask_directly(const std::string& name, const std::string& key, bool exact) {
  auto found = map(name);
  if (!found) return "PERM no such map " + name;
  const table::Answer answer = direct_.ask(std::move(found), key, exact);
  if (!answer) console_.err(answer.error().detail);
  return table::socketmap_reply(answer);
}

int status_of_reply(std::string_view reply) {
  if (reply.substr(0, 3) == "OK ") return kSuccess;
  if (reply.substr(0, 8) == "NOTFOUND") return kNotFound;
  return reply.substr(0, 5) == "PERM " ? kConfiguration : kTemporary;
}

}  // namespace dovetail::cli
