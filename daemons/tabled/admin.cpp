// SPDX-License-Identifier: MIT
#include "daemons/tabled/admin.hpp"

#include <utility>

#include "libcommon/table/socketmap_session.hpp"

namespace dovetail::tabled {

using event::HttpReply;
using event::HttpRequest;
using Responder = event::HttpServer::Responder;

namespace {

HttpReply reply(std::string body, int status = 200) {
  HttpReply made;
  made.status = status;
  made.body = std::move(body);
  return made;
}

}  // namespace

AdminDoor::AdminDoor(daemon::AdminSocket& admin, Service& service)
    : service_(service), number_(service.add_door(*this)) {
  admin.add("GET", "/table/get",
            [this](const HttpRequest& request, Responder respond) { get(request, std::move(respond)); });
  admin.add("GET", "/table/list", [this](const HttpRequest&, Responder respond) {
    std::string text;
    for (const auto& status : service_.registry().status()) {
      text += status.name + "\t" + (status.problem.empty() ? "ok" : status.problem) + "\n";
    }
    respond(reply(text));
  });
  admin.add("POST", "/table/flush", [this](const HttpRequest& request, Responder respond) {
    const auto name = request.parameter("name");
    if (name && !service_.registry().find(*name)) {
      respond(reply("no such map " + *name + "\n", 404));
      return;
    }
    respond(reply(std::to_string(service_.flush(name, request.parameter("key"))) + "\n"));
  });
}

void AdminDoor::get(const HttpRequest& request, Responder respond) {
  const auto name = request.parameter("name");
  const auto key = request.parameter("key");
  if (!name || !key) {
    respond(reply("name and key are needed\n", 400));
    return;
  }
  const std::uint64_t number = ++last_;
  service_.heard_from({number_, 0, number});
  const auto answer = service_.ask(*name, *key, {number_, 0, number}, false,
                                   request.parameter("exact") == std::optional<std::string>("yes"));
  if (answer) {
    respond(reply(table::socketmap_reply(*answer)));
  } else {
    waiting_.emplace(number, std::move(respond));
  }
}

void AdminDoor::answered(const table::maps::Lookups::Asker& asker, const table::Answer& answer) {
  const auto at = waiting_.find(asker.ticket);
  if (at == waiting_.end()) return;
  Responder respond = std::move(at->second);
  waiting_.erase(at);
  respond(reply(table::socketmap_reply(answer)));
}

void report_status(Service& service, std::size_t connections, daemon::StatusReport& report) {
  const auto number = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
  const auto& figures = service.lookups().figures();
  report.add("connections", number(connections));
  report.add("cache_hits", number(figures.cache_hits));
  report.add("queries", number(figures.queries));
  report.add("shared_queries", number(figures.shared));
  report.add("stale_answers", number(figures.stale));
  report.add("timeouts", number(figures.timeouts));
  report.add("refused", number(figures.refused));
  report.add("waiting", number(service.lookups().waiting()));
  report.add("cache_entries", number(service.lookups().cache().positive().entries +
                                     service.lookups().cache().negative().entries));
  daemon::StatusReport tables;
  for (const auto& status : service.registry().status()) {
    tables.add(status.name, status.problem.empty() ? "ok" : status.problem);
  }
  report.add_object("tables", tables);
}

}  // namespace dovetail::tabled
