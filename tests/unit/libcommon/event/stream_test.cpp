// SPDX-License-Identifier: MIT
#include "libcommon/event/stream.hpp"

#include <cerrno>
#include <stdexcept>

#include <netinet/in.h>

#include "tests/unit/libcommon/event/stream_setup.hpp"

using namespace dovetail;
using test::Recorder;
using Setup = test::StreamSetup;

TEST_CASE("bytes that arrive are handed on") {
  Setup s;
  test::send_all(s.peer(), "hello");
  s.loop.run_once(true);
  CHECK(s.recorder.received == "hello");
}

TEST_CASE("all that is written in a turn leaves together at its end") {
  Setup s;
  s.stream->write("250 ");
  s.stream->write_owned("ok\r\n");
  CHECK(s.stream->unsent() == 8);
  CHECK(test::read_available(s.peer()).empty());
  s.loop.run_once(false);
  CHECK(test::read_available(s.peer()) == "250 ok\r\n");
  CHECK(s.stream->unsent() == 0);
}

TEST_CASE("an answer written while receiving leaves with the same event") {
  Setup s;
  s.recorder.on_receive = [&] { s.stream->write("pong"); };
  test::send_all(s.peer(), "ping");
  s.loop.run_once(true);
  CHECK(test::read_available(s.peer()) == "pong");
}

TEST_CASE("the peer's last byte ends reading, not writing") {
  Setup s;
  ::shutdown(s.peer(), SHUT_WR);
  s.loop.run_once(true);
  CHECK(s.recorder.ended);
  CHECK_FALSE(s.stream->reading());
  s.stream->write("still here");
  s.loop.run_once(false);
  CHECK(test::read_available(s.peer()) == "still here");
}

TEST_CASE("paused reading leaves bytes in the kernel") {
  Setup s;
  s.stream->pause_reading();
  test::send_all(s.peer(), "later");
  s.loop.run_once(false);
  CHECK(s.recorder.received.empty());
  s.stream->resume_reading();
  s.loop.run_once(true);
  CHECK(s.recorder.received == "later");
}

TEST_CASE("read_waiting takes what has arrived without a turn of the loop") {
  Setup s;
  test::send_all(s.peer(), "last words");
  s.stream->read_waiting();
  CHECK(s.recorder.received == "last words");
  s.stream->read_waiting();  // nothing there: no harm
  ::shutdown(s.peer(), SHUT_WR);
  s.stream->read_waiting();
  CHECK(s.recorder.ended);
}

TEST_CASE("refuse_input lets the peer's next write fail, and loses nothing that was written before") {
  Setup s;
  test::send_all(s.peer(), "before");
  s.stream->refuse_input();
  CHECK(::send(s.peer(), "after", 5, MSG_NOSIGNAL) == -1);
  CHECK(errno == EPIPE);
  s.stream->read_waiting();
  CHECK(s.recorder.received == "before");
  s.loop.run_once(false);
  CHECK_FALSE(s.recorder.ended);  // the peer is still there, and reads
  s.stream->write("answer");
  s.loop.run_once(false);
  CHECK(test::read_available(s.peer()) == "answer");
}

TEST_CASE("refuse_input leaves a TCP connection as it is") {
  Setup s;
  event::UniqueFd listening(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(::listen(listening.get(), 1) == 0);
  ::sockaddr_in address{};
  ::socklen_t size = sizeof address;
  ::getsockname(listening.get(), reinterpret_cast<::sockaddr*>(&address), &size);
  event::UniqueFd theirs(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(::connect(theirs.get(), reinterpret_cast<::sockaddr*>(&address), size) == 0);
  event::UniqueFd ours(::accept4(listening.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  event::Stream stream(s.loop, std::move(ours), s.recorder);
  stream.refuse_input();
  CHECK_FALSE(stream.refuses_input());
  test::send_all(theirs.get(), "after");
  CHECK(test::run_until(s.loop, [&] { return s.recorder.received == "after"; }));
}

TEST_CASE("a slow reader congests the stream and drains it later") {
  Setup s({.high_water = 1000, .low_water = 100});
  const std::string big(4 * 1024 * 1024, 'x');
  s.stream->write_owned(big);
  CHECK(s.stream->congested());
  s.loop.run_once(false);
  CHECK(s.stream->congested());
  CHECK(s.recorder.drained == 0);
  std::size_t seen = 0;
  REQUIRE(test::run_until(s.loop, [&] {
    seen += test::read_available(s.peer()).size();
    return s.recorder.drained == 1;
  }));
  seen += test::read_available(s.peer()).size();
  CHECK(seen == big.size());
  CHECK_FALSE(s.stream->congested());
}

TEST_CASE("pieces written behind a blocked output keep their order") {
  Setup s;
  std::string expected;
  for (int i = 0; i < 300; ++i) {
    const std::string piece(5000, static_cast<char>('a' + i % 26));
    expected += piece;
    s.stream->write_owned(piece);
    s.loop.run_once(false);
  }
  std::string seen;
  REQUIRE(test::run_until(s.loop, [&] {
    seen += test::read_available(s.peer());
    return seen.size() == expected.size();
  }));
  CHECK(seen == expected);
}

TEST_CASE("finish_writing sends what is left, tells it, and half-closes") {
  Setup s;
  s.stream->write("bye");
  s.stream->finish_writing();
  CHECK_FALSE(s.recorder.sent_all);  // never from within the call
  s.loop.run_once(false);
  CHECK(s.recorder.sent_all);
  char byte[8];
  CHECK(::recv(s.peer(), byte, sizeof byte, 0) == 3);
  CHECK(::recv(s.peer(), byte, sizeof byte, 0) == 0);
}

TEST_CASE("finish_writing with nothing to send still tells") {
  Setup s;
  s.stream->finish_writing();
  s.loop.run_once(false);
  CHECK(s.recorder.sent_all);
}

TEST_CASE("a peer that has gone is one failure, told at the end of a turn") {
  Setup s;
  s.pair.theirs.reset();
  s.stream->write("anybody?");
  s.stream->flush();
  CHECK(s.recorder.failures.empty());
  s.loop.run_once(false);
  REQUIRE(s.recorder.failures.size() == 1);
  CHECK(s.recorder.failures[0].code == EPIPE);
  s.stream->write("more");  // accepted and dropped
  s.loop.run_once(false);
  CHECK(s.recorder.failures.size() == 1);
}

TEST_CASE("a stream may be destroyed from within any of its callbacks") {
  Setup s;
  SECTION("receiving") {
    s.recorder.on_receive = [&] { s.stream.reset(); };
    test::send_all(s.peer(), "x");
    s.loop.run_once(true);
  }
  SECTION("receiving after writing") {
    s.recorder.on_receive = [&] {
      s.stream->write("y");
      s.stream.reset();
    };
    test::send_all(s.peer(), "x");
    s.loop.run_once(true);
  }
  SECTION("in read_waiting") {
    s.recorder.on_receive = [&] { s.stream.reset(); };
    test::send_all(s.peer(), "x");
    s.stream->read_waiting();
  }
  CHECK_FALSE(s.stream);
  s.loop.run_once(false);
}

TEST_CASE("an exception in a handler fails this stream and nothing else") {
  Setup s;
  s.recorder.on_receive = [] { throw std::runtime_error("handler broke"); };
  test::send_all(s.peer(), "x");
  s.loop.run_once(true);
  REQUIRE(s.recorder.failures.size() == 1);
  CHECK(s.recorder.failures[0].kind == base::ErrorKind::internal);
  CHECK(s.recorder.failures[0].detail.find("handler broke") != std::string::npos);
}

TEST_CASE("two streams receive one inside the other without mixing their bytes") {
  Setup outer;
  test::Pair pair;
  Recorder inner_recorder;
  event::Stream inner(outer.loop, std::move(pair.ours), inner_recorder);
  test::send_all(pair.theirs.get(), "inner");
  std::string before;
  outer.recorder.on_receive = [&] {
    inner.read_waiting();
    before = outer.recorder.received;
  };
  test::send_all(outer.peer(), "outer");
  outer.loop.run_once(true);
  CHECK(inner_recorder.received == "inner");
  CHECK(before == "outer");
}
