// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>

#include "libcommon/base/session.hpp"
#include "tests/support/transcript.hpp"

namespace dovetail::test {

// Plays a transcript against a session. The Host is the test's stand-in for the daemon:
//   void handle(S&, Effect&&)            every effect but Send and Close; usually calls session.resume(…) at
//   once void act(S&, std::string_view)       the words of an @do line (only if the transcript has one)
// `cut` splits the client's bytes once more, at that many bytes from the start of the conversation; `step`
// feeds pieces of so many bytes. Returns "" or what went wrong and in which line.
template <base::Session S, class Host>
class TranscriptPlayer {
 public:
  TranscriptPlayer(S& session, Host& host) : session_(session), host_(host) {}

  std::string play(const Transcript& transcript, std::size_t cut, std::size_t step = std::string::npos) {
    drain();
    for (const auto& one : transcript.steps) {
      if (std::string problem = take(one, cut, step); !problem.empty()) {
        return transcript.name + ":" + std::to_string(one.line) + ": " + problem;
      }
    }
    return output_.empty() ? "" : transcript.name + ": more was sent: [" + output_ + "]";
  }

 private:
  std::string take(const TranscriptStep& one, std::size_t cut, std::size_t step) {
    using Kind = TranscriptStep::Kind;
    switch (one.kind) {
      case Kind::client:
        feed(one.bytes, cut, step);
        return {};
      case Kind::server:
        return expect(one.bytes);
      case Kind::close:
        return closed_ ? "" : "still open, sent [" + output_ + "]";
      case Kind::open:
        return closed_ ? "closed: " + reason_ : "";
      case Kind::eof:
        session_.peer_closed();
        break;
      case Kind::timeout:
        session_.deadline_passed();
        break;
      case Kind::shutdown:
        session_.shut_down();
        break;
      case Kind::act:
        act(one.bytes);
        break;
    }
    drain();
    return {};
  }

  void act(const std::string& words) {
    if constexpr (requires { host_.act(session_, std::string_view(words)); }) {
      host_.act(session_, words);
    }
  }

  void feed(std::string_view bytes, std::size_t cut, std::size_t step) {
    while (!bytes.empty()) {
      std::size_t size = std::min(step, bytes.size());
      if (fed_ < cut && fed_ + size > cut) {
        size = cut - fed_;
      }
      session_.receive(bytes.substr(0, size));
      drain();
      fed_ += size;
      bytes.remove_prefix(size);
    }
  }

  // What was sent must begin with the wanted lines; compared line by line so that <*> stays in its line.
  std::string expect(const std::string& wanted) {
    std::size_t lines = 0;
    for (const char c : wanted) {
      lines += c == '\n';
    }
    std::size_t end = 0;
    while (lines > 0 && end < output_.size()) {
      lines -= output_[end++] == '\n';
    }
    if (!wanted.ends_with('\n')) {
      end =
          wanted.find("<*>") == std::string::npos ? std::min(output_.size(), wanted.size()) : output_.size();
    }
    if (!matches_pattern(wanted, std::string_view(output_).substr(0, end))) {
      return "wanted [" + wanted + "] got [" + output_ + "]";
    }
    output_.erase(0, end);
    return {};
  }

  void drain() {
    while (auto effect = session_.next()) {
      std::visit([this](auto&& part) { on_effect(std::forward<decltype(part)>(part)); }, *std::move(effect));
    }
  }
  void on_effect(base::Send&& send) { output_.append(send.bytes); }
  void on_effect(base::Close&& close) {
    closed_ = true;
    reason_ = close.reason;
  }
  template <class Question>
  void on_effect(Question&& question) {
    host_.handle(session_, std::forward<Question>(question));
  }

  S& session_;
  Host& host_;
  std::string output_;
  std::size_t fed_ = 0;
  bool closed_ = false;
  std::string reason_;
};

// Plays it cut at every byte of what the client sends, and byte by byte; `make` returns a fresh pair-like
// object with members `session` and `host`. Returns the first problem, or "".
template <class Make>
std::string play_all_cuts(const Transcript& transcript, Make make) {
  for (std::size_t cut = 0; cut <= transcript.client_bytes(); ++cut) {
    auto pair = make();
    TranscriptPlayer player(pair->session, pair->host);
    if (std::string problem = player.play(transcript, cut); !problem.empty()) {
      return "cut at byte " + std::to_string(cut) + ": " + problem;
    }
  }
  auto pair = make();
  TranscriptPlayer player(pair->session, pair->host);
  const std::string problem = player.play(transcript, 0, 1);
  return problem.empty() ? "" : "byte by byte: " + problem;
}

}  // namespace dovetail::test
