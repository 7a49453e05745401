// SPDX-License-Identifier: MIT
#include "tests/programs/echod/echo_daemon.hpp"

#include <stdexcept>
#include <thread>

#include "libcommon/base/text.hpp"
#include "libcommon/daemon/admin_socket.hpp"
#include "libcommon/daemon/child_process.hpp"
#include "libcommon/daemon/configuration.hpp"

namespace dovetail::echod {

namespace {

const config::Schema<Settings>& settings_schema() {
  static const config::Schema<Settings> schema = [] {
    config::Schema<Settings> s("echo");
    s.text("greeting", &Settings::greeting, "hello", "What the line greeting is answered with.");
    s.time("patience", &Settings::patience, "60 s", "How long a peer may be silent.");
    return s;
  }();
  return schema;
}

std::string child_status(const std::string& path) {
  daemon::ChildSpec spec;
  spec.command = {path, "/proc/self/status"};
  const auto outcome = daemon::run_child(spec);
  return outcome ? base::replaced_all(outcome->output, "\n", ";") : outcome.error().detail;
}

// "slow 20" and its like: the number behind the word.
std::optional<int> number_after(const std::string& line, std::string_view word) {
  const auto parts = base::words(line);
  return parts.size() == 2 && parts[0] == word ? base::to_number<int>(parts[1]) : std::nullopt;
}

}  // namespace

std::unique_ptr<daemon::Setup> EchoDaemon::load(const daemon::Options& options, config::Findings& findings) {
  auto setup = std::make_unique<EchoSetup>();
  const daemon::Service service{
      .name = "auth", .protocol = "", .program = "echod", .ident = "dovetail-echod"};
  const auto file =
      daemon::open_configuration(options.config_file, service, {&settings_schema()}, *setup, findings);
  setup->settings = settings_schema().read(file.view, findings);
  return setup;
}

void EchoDaemon::start(daemon::Frame& frame, std::unique_ptr<daemon::Setup> setup) {
  frame_ = &frame;
  setup_.reset(static_cast<EchoSetup*>(setup.release()));
  pool_.emplace(frame.loop(), event::WorkerPoolOptions{.name = "slow", .threads = 2, .niceness = 5});
  server_.emplace(frame.loop(), frame.log(), *this);
  for (daemon::Listener& listener : frame.take_listeners()) {
    server_->add_listener(std::move(listener));
  }
  frame.add_drain(server_->drain());
  frame.add_drain(*this);
  frame.admin().add("POST", "/greet", [this](const event::HttpRequest& request, auto respond) {
    setup_->settings.greeting = request.parameter("text").value_or("");
    respond(event::HttpReply{});
  });
}

base::Result<void> EchoDaemon::reload(std::unique_ptr<daemon::Setup> setup) {
  setup_.reset(static_cast<EchoSetup*>(setup.release()));
  return {};
}

void EchoDaemon::report(daemon::StatusReport& report) {
  report.add("connections", server_->connections());
  report.add("greeting", setup_->settings.greeting);
}

void EchoDaemon::stop() {
  frame_->log().info("stopped with " + std::to_string(server_->connections()) + " connections");
}

std::unique_ptr<EchoSession> EchoDaemon::open(const daemon::PeerInfo&, daemon::ConnectionId) {
  return std::make_unique<EchoSession>(setup_->settings.patience);
}

void EchoDaemon::effect(daemon::ConnectionId id, EchoSession::Effect&& effect) {
  auto& question = std::get<Question>(effect);
  if (question.line.starts_with("slow ") || question.line.starts_with("child ")) {
    return answer_later(id, std::move(question));
  }
  server_->resume(id, question.ticket, answer_now(id, question.line));
}

std::string EchoDaemon::answer_now(daemon::ConnectionId id, const std::string& line) {
  if (line == "greeting") {
    return setup_->settings.greeting;
  }
  if (line == "peer") {
    const auto* peer = server_->peer(id);
    return peer->peer.text() + " by " + peer->listener->name + " type " + peer->listener->type;
  }
  if (line == "throw") {
    throw std::runtime_error("asked to throw");
  }
  if (const auto size = number_after(line, "big")) {
    return std::string(static_cast<std::size_t>(*size), 'x');
  }
  if (const auto pause = number_after(line, "busy")) {
    std::this_thread::sleep_for(std::chrono::milliseconds(*pause));
    return "was busy";
  }
  return line;
}

void EchoDaemon::answer_later(daemon::ConnectionId id, Question question) {
  const base::Ticket ticket = question.ticket;
  const bool taken = pool_->submit(
      lifetime_.watch(),
      [line = std::move(question.line)] {
        if (const auto pause = number_after(line, "slow")) {
          std::this_thread::sleep_for(std::chrono::milliseconds(*pause));
          return std::string("slept");
        }
        return child_status(line.substr(6));
      },
      [this, id, ticket](base::Result<std::string> answer) {
        server_->resume(id, ticket, answer ? *answer : answer.error().detail);
      });
  if (!taken) {
    server_->resume(id, ticket, std::string("overload"));
  }
}

void EchoDaemon::closed(daemon::ConnectionId, EchoSession&, std::string_view reason) {
  if (!reason.empty()) {
    frame_->log().info("closed: " + std::string(reason));
  }
}

}  // namespace dovetail::echod
