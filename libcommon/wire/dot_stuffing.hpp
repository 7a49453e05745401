// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dovetail::wire {

// Takes the transparency dots out of what follows DATA (RFC 5321 §4.5.2) and finds its end. The end is
// exactly CRLF.CRLF, or .CRLF at the very start; LF.LF, LF.CRLF and CR.CR are message text, otherwise a text
// inside a body could be made to act as commands. All other bytes pass unchanged: bare LF, bare CR, NUL,
// 8-bit, any line length. The CRLF before the final dot belongs to the message. Fed in any slicing. One
// thread.
class DotUnstuffer {
 public:
  // Appends message bytes to `out`; returns how many bytes of `input` were used: all, unless the end was in
  // it.
  std::size_t feed(std::string_view input, std::string& out);
  bool finished() const { return state_ == State::finished; }
  void reset() { state_ = State::line_start; }  // for the next message

 private:
  enum class State { line_start, text, cr, dot, dot_cr, finished };
  std::size_t pass_text(std::string_view input, std::string& out);
  void step(char c, std::string& out);

  State state_ = State::line_start;
};

// The opposite, for mail that we send. Line ends become CRLF, whether they were LF or CRLF; a CR that ends no
// line becomes a space, as Postfix's cleanup_replace_stray_cr_lf does, so that no receiver can take it for a
// line end.
class DotStuffer {
 public:
  void feed(std::string_view message, std::string& out);
  void finish(
      std::string& out);  // ends the last line if it is open, adds ".CRLF", ready for the next message

 private:
  void put(char c, std::string& out);

  bool line_start_ = true;
  bool cr_ = false;  // a CR waits for what follows it
};

}  // namespace dovetail::wire
