// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dovetail::test {

// A conversation of a protocol as a text file (tests/transcripts/<protocol>/*.txt):
//   # where it comes from              comment
//   @eol LF                            line ends of the protocol from here on; CRLF unless given
//   C: LHLO client.example             the client sends this line; lines in a row are one write
//   C| raw bytes                       the same without a line end
//   S: 250 2.1.0 OK                    the server must answer with exactly this line; <*> stands for any
//   bytes of it S| raw bytes
//   @close                             the server has closed the connection by now
//   @open                              it has not
//   @eof                               the client sends no more
//   @timeout                           the session's deadline passes
//   @shutdown                          the daemon wants to end
//   @do words                          handed to the test's host, to answer a question late, for example
// Escapes in C and S: \\ \t \r \n \xHH. Empty lines separate and mean nothing.
struct TranscriptStep {
  enum class Kind { client, server, close, open, eof, timeout, shutdown, act };
  Kind kind;
  std::string bytes;  // or the words of @do
  int line = 0;       // of the file
};

struct Transcript {
  std::string name;  // for messages
  std::vector<TranscriptStep> steps;

  static Transcript parse(std::string name,
                          std::string_view text);   // throws std::runtime_error with the line
  static Transcript load(const std::string& file);  // relative to the source tree
  std::size_t client_bytes() const;
};

// Does `actual` match `pattern`, where <*> in it matches any run of bytes but CR and LF?
bool matches_pattern(std::string_view pattern, std::string_view actual);

// Names of all transcripts below tests/transcripts/<folder>, sorted.
std::vector<std::string> transcripts_of(const std::string& folder);

}  // namespace dovetail::test
