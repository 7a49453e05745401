// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace dovetail::base {

// What a failure means to the one who asked. A mail server owes its peer exactly this choice:
// a temporary failure leaves the mail in the sender's queue, a permanent one returns it.
enum class ErrorKind {
  temporary,  // try again later; also everything unknown, so that nothing is lost
  permanent,  // will not heal by itself: bad configuration, bad syntax, refused by policy
  internal,   // a bug or broken invariant of ours; towards peers it acts as temporary
};

// A failure as a value. `text` may be shown to the peer, `detail` goes to the log only: it says what was
// being done and to what ("cannot rename tmp/x to new/x: No space left on device"). `code` is an errno value
// or the number of the library that failed (the producer's header says which), 0 where there is none.
struct Error {
  ErrorKind kind = ErrorKind::temporary;
  int code = 0;
  std::string text;
  std::string detail;
};

Error temporary(std::string detail, int code = 0);
Error permanent(std::string detail, int code = 0);
Error internal(std::string detail, int code = 0);

// `what` followed by the system's words for `errno_value`; kept as code. Always temporary: which errno values
// are permanent depends on what was tried, and only the caller knows that.
Error system_error(std::string what, int errno_value);

// The same failure seen from further out: `context` and ": " go before the detail.
Error with_context(Error error, const std::string& context);

const char* to_string(ErrorKind kind);

}  // namespace dovetail::base
