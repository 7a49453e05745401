// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace dovetail::lmtp::sieve {

// What a script decided, as plain values: the interpreter carries out nothing. Texts are UTF-8.

// The header block (with its empty line) that the message had at the moment of the action, if a script has
// changed it; nothing: the message as received.
using EditedHeader = std::optional<std::string>;

// Put a copy into a folder: keep, implicit keep and fileinto, already merged per folder.
struct Store {
  enum class Origin { keep, fileinto };
  Origin origin = Origin::keep;    // log lines differ
  std::string mailbox;             // as the script wrote it; the default mailbox for keep
  bool create = false;             // fileinto :create (RFC 5490)
  std::vector<std::string> flags;  // IMAP flags and keywords, no duplicates (RFC 5232)
  std::string special_use;         // fileinto :specialuse (RFC 8579), "" if not given
  std::string mailbox_id;          // fileinto :mailboxid (RFC 9042), "" if not given
  EditedHeader header;
  bool operator==(const Store&) const = default;
};

struct Redirect {
  std::string address;  // one mailbox, domain present, checked
  EditedHeader header;
  bool operator==(const Redirect&) const = default;
};

struct Discard {
  bool operator==(const Discard&) const = default;
};

struct Reject {
  std::string reason;
  bool extended = false;  // ereject (RFC 5429 §2.1)
  EditedHeader header;
  bool operator==(const Reject&) const = default;
};

struct Vacation {
  std::string reason;
  std::string subject;  // "" if not given
  std::string from;     // "" if not given
  std::vector<std::string> addresses;
  std::string handle;        // given, or built as the specification says
  std::int64_t seconds = 0;  // between two replies to one sender
  bool mime = false;
  EditedHeader header;
  bool operator==(const Vacation&) const = default;
};

struct Notify {
  std::string uri;
  std::string from;
  std::string message;
  int importance = 2;  // 1 high … 3 low
  std::vector<std::string> options;
  EditedHeader header;
  bool operator==(const Notify&) const = default;
};

struct Pipe {
  std::string program;
  std::vector<std::string> arguments;
  bool try_only = false;  // :try: a failure leaves the implicit keep
  EditedHeader header;
  bool operator==(const Pipe&) const = default;
};

struct Report {  // vnd.dovecot.report: RFC 5965 feedback
  std::string feedback_type;
  std::string text;
  std::string address;
  bool headers_only = false;
  EditedHeader header;
  bool operator==(const Report&) const = default;
};

// Remember an id so that `duplicate` (RFC 7352) is true next time; carried out only when all went well.
struct MarkDuplicate {
  std::string key;  // opaque, unique per user
  std::int64_t seconds = 0;
  bool operator==(const MarkDuplicate&) const = default;
};

struct Action {
  std::variant<Store, Redirect, Discard, Reject, Vacation, Notify, Pipe, Report, MarkDuplicate> what;
  // The message needs no implicit keep once this action has succeeded. An action that failed or was skipped
  // (a redirect that would loop) does not cancel it.
  bool cancels_keep = false;
  std::string script;  // name of the script, for the log
  unsigned line = 0;
  bool operator==(const Action&) const = default;
};

}  // namespace dovetail::lmtp::sieve
