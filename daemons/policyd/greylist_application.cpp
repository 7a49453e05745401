// SPDX-License-Identifier: MIT
#include "daemons/policyd/greylist_application.hpp"

#include <array>
#include <ctime>
#include <stdexcept>

#include <sys/socket.h>
#include <unistd.h>

#include "daemons/policyd/figures.hpp"
#include "daemons/policyd/greylist_admin.hpp"
#include "libcommon/daemon/frame.hpp"

namespace dovetail::policyd {
namespace {

std::string net_server_time(base::WallTime now) {  // "2026/11/23-08:31:57", as Net::Server writes it
  const std::time_t seconds = static_cast<std::time_t>(base::unix_seconds(now));
  std::tm local{};
  ::localtime_r(&seconds, &local);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y/%m/%d-%H:%M:%S", &local)};
}

}  // namespace

// In the order in which they lean on each other.
struct GreylistApplication::Parts {
  Parts(daemon::Frame& frame, policy::greylist::OpenedStore opened)
      : lock(std::move(opened.lock)),
        engine(std::move(opened.store)),
        figures(frame.metrics()),
        pool(frame.loop(), {.name = "disk", .queue_limit = 64}),
        server(frame.loop(), frame.log(),
               [this](daemon::ConnectionId id, base::Ticket ticket, policy::Request request) {
                 decider.ask(id, ticket, std::move(request));
               }),
        decider(frame.loop(), frame.log(), frame.clock(), pool, engine, figures,
                [this](daemon::ConnectionId id, base::Ticket ticket, std::string_view action) {
                  server.reply(id, ticket, action);
                }),
        upkeep(frame.loop(), frame.log(), frame.clock(), pool, engine, opened.checkpoint_path),
        admin(frame.admin(), frame.clock(), pool, engine) {}

  policy::greylist::StoreLock lock;
  Engine engine;
  Figures figures;
  event::WorkerPool pool;
  PolicyServer server;
  Decider decider;
  Upkeep upkeep;
  GreylistAdmin admin;
  std::string database;
  std::shared_ptr<const policy::greylist::Rulebook> rules;
};

GreylistApplication::GreylistApplication(Load load, bool as_postgrey)
    : load_(std::move(load)), as_postgrey_(as_postgrey) {}

GreylistApplication::~GreylistApplication() = default;

std::unique_ptr<daemon::Setup> GreylistApplication::load(const daemon::Options& options,
                                                         config::Findings& findings) {
  if (frame_ != nullptr && as_postgrey_) frame_->log().warning("HUP received: reloading whitelists...");
  if (frame_ == nullptr) return load_(options, Occasion::start, findings);
  return load_(options, {Occasion::reload, parts_->rules->lists.get()}, findings);
}

void GreylistApplication::start(daemon::Frame& frame, std::unique_ptr<daemon::Setup> setup) {
  const auto& greylist = static_cast<const GreylistSetup&>(*setup);
  auto opened = policy::greylist::open_store(greylist.rules->settings, frame.clock());
  if (!opened) throw std::runtime_error(opened.error().detail);
  parts_ = std::make_unique<Parts>(frame, std::move(*opened));
  parts_->database = greylist.rules->settings.database;
  configure(greylist, frame.log());
  for (auto& listener : frame.take_listeners()) {
    // listen(2) on a socket that listens already changes the length of its queue alone.
    if (greylist.listen_queue > 0) ::listen(listener.fd.get(), static_cast<int>(greylist.listen_queue));
    parts_->server.add_listener(std::move(listener));
  }
  frame.add_drain(parts_->server.drain());
  frame.add_drain(parts_->decider);
  parts_->upkeep.begin();
  frame_ = &frame;
  if (as_postgrey_) {
    frame.log().warning(net_server_time(frame.clock().wall()) +
                        " postgrey (type dovetail-policyd) starting! pid(" + std::to_string(::getpid()) +
                        ")");
  }
}

void GreylistApplication::configure(const GreylistSetup& setup, base::Log& log) {
  for (const std::string& problem : setup.list_problems) {
    log.warning(problem);
  }
  parts_->rules = setup.rules;
  parts_->decider.configure(setup.rules, setup.decider);
  parts_->server.configure(setup.server);
  parts_->upkeep.configure(setup.rules);
  parts_->admin.configure(setup.rules);
  parts_->figures.list_entries.set(static_cast<std::int64_t>(setup.rules->lists->size()));
}

base::Result<void> GreylistApplication::reload(std::unique_ptr<daemon::Setup> setup) {
  const auto& greylist = static_cast<const GreylistSetup&>(*setup);
  if (greylist.rules->settings.database != parts_->database) {
    frame_->log().warning("greylist_database changed: needs a restart");
  }
  configure(greylist, frame_->log());
  parts_->figures.reloads.add();
  return {};
}

void GreylistApplication::report(daemon::StatusReport& report) {
  if (!parts_) return;
  report.add("connections", static_cast<std::int64_t>(parts_->server.connections()));
  report.add("database", policy::greylist::shown_database(parts_->database));
  report.add("fallbacks", static_cast<std::int64_t>(parts_->figures.fallbacks.value()));
  daemon::StatusReport decisions;
  for (const auto& [reason, count] : parts_->figures.by_reason()) {
    decisions.add(reason, static_cast<std::int64_t>(count));
  }
  report.add_object("decisions", decisions);
}

void GreylistApplication::stop() {
  if (as_postgrey_) frame_->log().warning(net_server_time(frame_->clock().wall()) + " Server closing!");
  parts_->pool.drain();
  const auto saved = parts_->engine.with_store([this](policy::greylist::Store& store) {
    return store.close(parts_->rules->settings, base::unix_seconds(frame_->clock().wall()));
  });
  if (!saved) frame_->log().warning("greylist store: what was kept in memory is lost: " + saved.error().detail);
  frame_ = nullptr;
  parts_.reset();
}

}  // namespace dovetail::policyd
