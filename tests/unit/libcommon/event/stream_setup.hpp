// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libcommon/base/unique_function.hpp"
#include "libcommon/event/stream.hpp"
#include "tests/unit/libcommon/event/event_support.hpp"

namespace dovetail::test {

// A handler that keeps what it is told.
struct Recorder final : event::Stream::Handler {
  void stream_received(std::string_view bytes) override {
    received += bytes;
    if (on_receive) {
      on_receive();
    }
  }
  void stream_ended() override { ended = true; }
  void stream_drained() override { ++drained; }
  void stream_sent_all() override { sent_all = true; }
  void stream_failed(const base::Error& error) override { failures.push_back(error); }

  std::string received;
  bool ended = false;
  int drained = 0;
  bool sent_all = false;
  std::vector<base::Error> failures;
  base::UniqueFunction<void()> on_receive;
};

// One stream, and its peer's end.
struct StreamSetup {
  event::Loop loop;
  Pair pair;
  Recorder recorder;
  std::unique_ptr<event::Stream> stream;
  explicit StreamSetup(event::StreamOptions options = {})
      : stream(std::make_unique<event::Stream>(loop, std::move(pair.ours), recorder, options)) {}
  int peer() const { return pair.theirs.get(); }
};

}  // namespace dovetail::test
