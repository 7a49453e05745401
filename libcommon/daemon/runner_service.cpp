// SPDX-License-Identifier: MIT
#include <utility>

#include <unistd.h>

#include "libcommon/daemon/process.hpp"
#include "libcommon/daemon/runner.hpp"
#include "libcommon/daemon/version.hpp"

namespace dovetail::daemon {

namespace {

using event::HttpReply;
using event::HttpRequest;
using Responder = event::HttpServer::Responder;

// A scraper that knows OpenMetrics says so; curl and old ones get the older format.
void answer_metrics(const metrics::Registry& metrics, const HttpRequest& request, Responder respond) {
  HttpReply reply;
  if (request.header("accept").value_or("").find("application/openmetrics-text") != std::string::npos) {
    reply.content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    reply.body = metrics.open_metrics();
  } else {
    reply.content_type = "text/plain; version=0.0.4; charset=utf-8";
    reply.body = metrics.prometheus_text();
  }
  respond(reply);
}

}  // namespace

void Runner::add_common_commands() {
  admin_->add("GET", "/status", [this](const HttpRequest&, Responder respond) {
    HttpReply reply;
    reply.content_type = "application/json";
    reply.body = status_json() + "\n";
    respond(reply);
  });
  admin_->add("GET", "/metrics", [this](const HttpRequest& request, Responder respond) {
    answer_metrics(metrics_, request, std::move(respond));
  });
  admin_->add("POST", "/reload", [this](const HttpRequest&, Responder respond) {
    HttpReply reply;
    const std::string problem = reload();
    reply.status = problem.empty() ? 200 : 422;
    reply.body = problem.empty() ? "reloaded\n" : problem + "\n";
    respond(reply);
  });
}

void Runner::add_common_metrics() {
  metrics_
      .gauge("dovetail_build_info", "Which program and version this is.",
             {{"program", program_.name}, {"version", version()}})
      .set(1);
  metrics_.gauge("process_start_time_seconds", "Start of the process, in seconds since 1970.")
      .set(base::unix_seconds(started_));
  metrics_.computed_gauge("process_resident_memory_bytes", "Resident memory.", {},
                          [] { return resident_bytes(); });
  metrics_.computed_gauge("process_open_fds", "Open file descriptors.", {},
                          [] { return open_descriptors(); });
  for (const char* result : {"ok", "failed"}) {
    metrics_.counter("dovetail_reloads_total", "Reloads of the configuration.", {{"result", result}});
  }
}

void Runner::serve_metrics() {
  if (metrics_sockets_.empty()) {
    return;
  }
  metrics_http_.emplace(*loop_);
  metrics_http_->add("GET", "/metrics", [this](const HttpRequest& request, Responder respond) {
    answer_metrics(metrics_, request, std::move(respond));
  });
  for (event::UniqueFd& socket : std::exchange(metrics_sockets_, {})) {
    if (const auto listening = metrics_http_->listen(std::move(socket)); !listening) {
      log_.error("metrics_listener: " + listening.error().detail);
    }
  }
}

std::string Runner::status_json() {
  StatusReport report;
  report.add("program", "dovetail-" + program_.name);
  report.add("version", version());
  report.add("pid", ::getpid());
  report.add("uptime_seconds", base::unix_seconds(clock_.wall()) - base::unix_seconds(started_));
  report.add("config_file", options_.config_file);
  report.add("last_reload", last_reload_);
  report.add("stopping", stopping_);
  StatusReport own;
  application_.report(own);
  report.add_object(program_.name, own);
  return report.json();
}

}  // namespace dovetail::daemon
