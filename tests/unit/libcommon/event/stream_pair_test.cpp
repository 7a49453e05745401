// SPDX-License-Identifier: MIT
// Two streams on one loop talk to each other in random pieces and with random pauses: every byte arrives
// once.
#include <algorithm>
#include <random>

#include "libcommon/event/stream.hpp"
#include "tests/unit/libcommon/event/event_support.hpp"

using namespace dovetail;

namespace {

struct End final : event::Stream::Handler {
  End(event::Loop& loop, event::UniqueFd fd, event::StreamOptions options)
      : stream(loop, std::move(fd), *this, options) {}
  void stream_received(std::string_view bytes) override { received += bytes; }
  void stream_ended() override { ended = true; }
  void stream_drained() override { ++drained; }
  void stream_sent_all() override { sent_all = true; }
  void stream_failed(const base::Error& error) override { FAIL(error.detail); }

  std::string received;
  std::string sent;
  int drained = 0;
  bool ended = false;
  bool sent_all = false;
  event::Stream stream;
};

std::string piece(std::mt19937& random) {
  std::string text(std::uniform_int_distribution<std::size_t>(1, 40'000)(random), '\0');
  for (char& c : text) {
    c = static_cast<char>(random());
  }
  return text;
}

void act(std::mt19937& random, End& end) {
  const auto what = random() % 6;
  if (what < 3 && !end.stream.congested()) {
    std::string text = piece(random);
    end.sent += text;
    what == 0 ? end.stream.write(text) : end.stream.write_owned(std::move(text));
  } else if (what == 3) {
    end.stream.pause_reading();
  } else if (what == 4) {
    end.stream.resume_reading();
  } else if (what == 5) {
    end.stream.flush();
  }
}

}  // namespace

TEST_CASE("random pieces, pauses and flushes lose and repeat nothing") {
  const unsigned seed = GENERATE(1U, 2U, 3U, 4U, 5U);
  CAPTURE(seed);
  std::mt19937 random(seed);
  event::Loop loop;
  test::Pair pair;
  const event::StreamOptions options{.high_water = 30'000, .low_water = 3'000};
  End left(loop, std::move(pair.ours), options);
  End right(loop, std::move(pair.theirs), options);
  for (int step = 0; step < 300; ++step) {
    act(random, random() % 2 == 0 ? left : right);
    loop.run_once(false);
    REQUIRE(std::string_view(right.sent).substr(0, left.received.size()) == left.received);
    REQUIRE(std::string_view(left.sent).substr(0, right.received.size()) == right.received);
  }
  left.stream.resume_reading();
  right.stream.resume_reading();
  left.stream.finish_writing();
  right.stream.finish_writing();
  REQUIRE(
      test::run_until(loop, [&] { return left.ended && right.ended && left.sent_all && right.sent_all; }));
  CHECK(left.received == right.sent);
  CHECK(right.received == left.sent);
}
