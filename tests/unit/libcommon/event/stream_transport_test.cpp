// SPDX-License-Identifier: MIT
#include "libcommon/event/stream.hpp"

#include <cerrno>

#include "tests/unit/libcommon/event/stream_setup.hpp"

using namespace dovetail;
using Setup = test::StreamSetup;

namespace {

// Turns letters' case on the way, and keeps input back as a TLS record layer does.
class CaseTransport final : public event::Transport {
 public:
  explicit CaseTransport(int fd) : fd_(fd) {}
  ssize_t read(char* into, std::size_t) override {
    char buffer[16];
    if (buffered_.empty()) {
      const ssize_t got = ::recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
      if (got <= 0) {
        return got;
      }
      buffered_.assign(buffer, static_cast<std::size_t>(got));
    }
    *into = static_cast<char>(buffered_.front() ^ 0x20);
    buffered_.erase(0, 1);
    return 1;
  }
  ssize_t write(const char* bytes, std::size_t) override {
    const char turned = static_cast<char>(*bytes ^ 0x20);
    return ::send(fd_, &turned, 1, MSG_NOSIGNAL);
  }
  bool has_buffered_input() const override { return !buffered_.empty(); }

 private:
  int fd_;
  std::string buffered_;
};

}  // namespace

TEST_CASE("a transport takes the place of read and write") {
  Setup s;
  s.stream->set_transport(std::make_unique<CaseTransport>(s.stream->fd()));
  test::send_all(s.peer(), "hello");
  s.loop.run_once(true);
  CHECK(s.recorder.received == "HELLO");
  s.stream->write("reply");
  s.loop.run_once(false);
  CHECK(test::read_available(s.peer()) == "REPLY");
}

TEST_CASE("reading that was paused finds what the transport had kept") {
  Setup s;
  s.stream->set_transport(std::make_unique<CaseTransport>(s.stream->fd()));
  s.recorder.on_receive = [&] { s.stream->pause_reading(); };
  test::send_all(s.peer(), "ab");
  s.loop.run_once(true);
  CHECK(s.recorder.received == "A");
  s.stream->resume_reading();
  s.loop.run_once(true);
  CHECK(s.recorder.received == "AB");
}

namespace {

// Lets nothing out before the peer has said its "H", as TLS before the client's hello.
class HandshakeTransport final : public event::Transport {
 public:
  HandshakeTransport(int fd, int& writes) : fd_(fd), writes_(writes) {}
  ssize_t read(char* into, std::size_t size) override {
    const ssize_t got = ::recv(fd_, into, size, MSG_DONTWAIT);
    if (got > 0 && into[0] == 'H') {
      greeted_ = true;
    }
    return got;
  }
  ssize_t write(const char* bytes, std::size_t size) override {
    ++writes_;
    if (!greeted_) {
      errno = EAGAIN;
      return -1;
    }
    return ::send(fd_, bytes, size, MSG_NOSIGNAL);
  }
  bool has_buffered_input() const override { return false; }
  bool wants_write() const override { return greeted_; }

 private:
  int fd_;
  int& writes_;
  bool greeted_ = false;
};

}  // namespace

TEST_CASE("a transport that waits for its peer is not asked to write all the time") {
  Setup s;
  int writes = 0;
  s.stream->set_transport(std::make_unique<HandshakeTransport>(s.stream->fd(), writes));
  s.stream->write("220 hello");
  for (int turn = 0; turn < 50; ++turn) {
    s.loop.run_once(false);
  }
  CHECK(writes <= 2);
  CHECK(s.stream->unsent() == 9);
  test::send_all(s.peer(), "H");
  s.loop.run_once(true);
  s.loop.run_once(false);
  CHECK(test::read_available(s.peer()) == "220 hello");
}
