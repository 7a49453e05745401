// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "libcommon/base/session.hpp"
#include "libcommon/wire/line_reader.hpp"
#include "sasl/protocol/auth_request.hpp"
#include "sasl/protocol/client_reply.hpp"

namespace dovetail::sasl::protocol {

// What a listener of the client protocol tells and allows.
struct ClientOptions {
  std::vector<std::string> mechanisms;  // MECH lines' fields: "PLAIN\tplaintext"
  long server_pid = 0;
  unsigned long connection_number = 0;
  std::string cookie;             // 32 hex digits
  bool login = false;             // type login: requests are handed over, the client's pid must be unique
  bool wait_for_version = false;  // handshake = wait (2.4's order)
  TemporaryFailure temporary = TemporaryFailure::automatic;
};

// A login process named itself; answer with Introduced. Asked on login listeners only.
struct Introduce {
  base::Ticket ticket;
  std::uint32_t pid = 0;
};
// A new exchange, its initial response decoded. Answer with Challenge, Granted or Denied.
struct Begin {
  base::Ticket ticket;
  std::unique_ptr<AuthRequest> request;  // never null; large, so that it is not moved about with every effect
};
// The client's response to the last Challenge; answered in the same way.
struct Respond {
  base::Ticket ticket;
  std::string response;
};
// The exchange is over without an answer: cancelled, timed out, or the client is gone.
struct Forget {
  base::Ticket ticket;
};

// The server's side of Dovecot's auth client protocol (spec §3) on one connection. One thread.
class ClientSession {
 public:
  using Effect = std::variant<base::Send, base::Close, Introduce, Begin, Respond, Forget>;

  explicit ClientSession(ClientOptions options);

  void receive(std::string_view bytes);
  void peer_closed();
  std::optional<Effect> next();
  bool readable() const { return !closing_ && working_ < limit_working_; }
  std::optional<std::chrono::milliseconds> wanted_deadline() const { return std::nullopt; }
  void deadline_passed() {}
  // To be called every kAgeStep: ends the exchanges whose client has been silent for too long. True: there were some.
  bool grow_older();
  void shut_down();

  // Each ticket of Introduce is answered once, each of Begin or Respond once; late answers are ignored.
  void resume(base::Ticket ticket, Introduced answer);
  void resume(base::Ticket ticket, Challenge answer);
  void resume(base::Ticket ticket, Granted answer);
  void resume(base::Ticket ticket, Denied answer);

  bool midway() const { return !live_.empty(); }  // perhaps between a challenge and its response
  std::uint32_t client_pid() const { return pid_; }
  std::size_t open_requests() const { return live_.size(); }

 private:
  enum class Stage { version, pid, introduced, ready };
  enum class State { working, waiting, final };
  struct Live {
    std::uint64_t ticket;
    std::uint32_t id;
    State state = State::working;
    bool smtp = false;
    bool final_response_ok = false;
    std::uint8_t age = 0;  // steps since the client was asked last
    std::unique_ptr<Granted> granted{};  // in state final: what follows the client's empty response
  };
  using LiveList = std::vector<Live>;  // in order of arrival, so of tickets; few, mostly one

  void ask(Effect question) {
    effects_.emplace_back(std::move(question));
    asking_ = true;
  }
  void send(std::string line) { effects_.emplace_back(base::Send{std::move(line)}); }
  void close(std::string reason);
  void violation(std::string_view what);
  void read_lines();
  void handle(std::string_view line);
  void handle_version(const std::vector<std::string>& fields);
  void handle_pid(const std::vector<std::string>& fields);
  void handle_auth(const std::vector<std::string>& fields);
  void handle_continue(const std::vector<std::string>& fields);
  void handle_cancel(const std::vector<std::string>& fields);
  void continue_live(LiveList::iterator live, std::string_view base64);
  void finish(LiveList::iterator live, std::string line);
  void forget_waiting(std::size_t keep);
  void forget_all();
  bool wants_disconnect(const Live& live) const;
  LiveList::iterator with_id(std::uint32_t id);
  LiveList::iterator working(base::Ticket ticket);
  void close_when_done();

  ClientOptions options_;
  wire::LineReader reader_;
  std::deque<Effect> effects_;
  Stage stage_ = Stage::version;
  unsigned minor_ = 0;
  std::uint32_t pid_ = 0;
  std::uint64_t last_ticket_ = 0;
  LiveList live_;
  std::size_t working_ = 0;
  std::size_t limit_working_;
  bool asking_ = false;  // a question is on its way: what is quick is answered before the next line is read
  bool closing_ = false;
  bool stopping_ = false;
};

}  // namespace dovetail::sasl::protocol
