// SPDX-License-Identifier: MIT
#include "tests/support/transcript.hpp"

#include <memory>

#include "libcommon/wire/line_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/transcript_player.hpp"

using namespace dovetail;

namespace {

struct Ask {
  base::Ticket ticket;
  std::string word;
};

// Greets, asks its host about every line and answers in order; "quit" ends it.
class EchoSession {
 public:
  using Effect = std::variant<base::Send, base::Close, Ask>;

  EchoSession() { effects_.push_back(base::Send{"hello 17\r\n"}); }
  void receive(std::string_view bytes) {
    reader_.append(bytes);
    while (const auto line = reader_.next()) {
      line->text == "quit" ? effects_.push_back(base::Close{"quit"})
                           : effects_.push_back(Ask{{++asked_}, std::string(line->text)});
    }
  }
  void peer_closed() { effects_.push_back(base::Close{"eof"}); }
  std::optional<Effect> next() {
    if (effects_.empty()) {
      return std::nullopt;
    }
    Effect effect = std::move(effects_.front());
    effects_.erase(effects_.begin());
    return effect;
  }
  void resume(base::Ticket, const std::string& answer) { effects_.push_back(base::Send{answer + "\r\n"}); }
  bool readable() const { return true; }
  std::optional<std::chrono::milliseconds> wanted_deadline() const { return std::nullopt; }
  void deadline_passed() { effects_.push_back(base::Send{"hurry\r\n"}); }
  void shut_down() { effects_.push_back(base::Close{"down"}); }

 private:
  wire::LineReader reader_{100};
  std::vector<Effect> effects_;
  std::uint64_t asked_ = 0;
};

struct Host {
  void handle(EchoSession& session, Ask&& ask) {
    ask.word == "later" ? static_cast<void>(late = ask.ticket) : session.resume(ask.ticket, ask.word + "!");
  }
  void act(EchoSession& session, std::string_view words) { session.resume(late, std::string(words)); }
  base::Ticket late;
};

struct Pair {
  EchoSession session;
  Host host;
};

std::string played(std::string_view text) {
  return test::play_all_cuts(test::Transcript::parse("t", text), [] { return std::make_unique<Pair>(); });
}

}  // namespace

TEST_CASE("a transcript that fits is played at every cut") {
  CHECK(played("# made up\nS: hello <*>\n\nC: one\nC: two\nS: one!\nS: two!\n@open\n"
               "C: later\n@do done\nS: done\n@timeout\nS: hurry\nC: quit\n@close\n") == "");
  CHECK(played("S: hello 17\n@eof\n@close") == "");
  CHECK(played("@eol LF\nS| hello 17\\r\\n\nC: x\\x41\nS| xA!\nS| \\r\\n\n") == "");
}

TEST_CASE("a transcript that does not fit says where") {
  CHECK(played("S: hello 18").find("t:1: wanted [hello 18") != std::string::npos);
  CHECK(played("S: hello 17\nC: a\n").find("more was sent: [a!") != std::string::npos);
  CHECK(played("S: hello 17\n@close").find("t:2: still open") != std::string::npos);
  CHECK(played("S: hello 17\nC: quit\n@open").find("closed: quit") != std::string::npos);
}

TEST_CASE("a line of no known form is an error with its number") {
  CHECK_THROWS_AS(test::Transcript::parse("t", "S: x\nfoo"), std::runtime_error);
}

TEST_CASE("the wild card stays within its line") {
  CHECK(test::matches_pattern("a <*> c\r\n", "a b b c\r\n"));
  CHECK(test::matches_pattern("<*>", ""));
  CHECK_FALSE(test::matches_pattern("a<*>c", "a\nc"));
  CHECK(test::matches_pattern("<*>x<*>", "axbx"));
  CHECK_FALSE(test::matches_pattern("<*>x", "ax\n"));
}
