// SPDX-License-Identifier: MIT
#include "tests/support/transcript.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <stdexcept>

#include "libcommon/base/text.hpp"
#include "tests/support/temporary_folder.hpp"

namespace dovetail::test {
namespace {

using Kind = TranscriptStep::Kind;

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      out.push_back(text[at]);
      continue;
    }
    const char letter = text[++at];
    if (letter == 'x') {
      out.append(base::from_hex(text.substr(at + 1, 2)).value_or("?"));
      at += 2;
    } else {
      out.push_back(letter == 't' ? '\t' : letter == 'r' ? '\r' : letter == 'n' ? '\n' : letter);
    }
  }
  return out;
}

std::optional<Kind> directive(std::string_view word) {
  constexpr std::pair<std::string_view, Kind> kWords[] = {
      {"@close", Kind::close},     {"@open", Kind::open},         {"@eof", Kind::eof},
      {"@timeout", Kind::timeout}, {"@shutdown", Kind::shutdown}, {"@do", Kind::act}};
  for (const auto& [name, kind] : kWords) {
    if (word == name) {
      return kind;
    }
  }
  return std::nullopt;
}

void add(std::vector<TranscriptStep>& steps, TranscriptStep step) {
  const bool bytes = step.kind == Kind::client || step.kind == Kind::server;
  if (bytes && !steps.empty() && steps.back().kind == step.kind) {
    steps.back().bytes.append(step.bytes);
  } else {
    steps.push_back(std::move(step));
  }
}

// One line of the file; false if it is none of the known forms.
bool read_line(std::string_view line, int number, std::string& eol, std::vector<TranscriptStep>& steps) {
  if (line.empty() || line.front() == '#') {
    return true;
  }
  if (line.size() >= 2 && (line[0] == 'C' || line[0] == 'S') && (line[1] == ':' || line[1] == '|')) {
    std::string bytes = unescaped(line.substr(std::min<std::size_t>(3, line.size())));
    bytes.append(line[1] == ':' ? eol : "");
    add(steps, {line[0] == 'C' ? Kind::client : Kind::server, std::move(bytes), number});
    return true;
  }
  const auto word = line.substr(0, line.find(' '));
  const auto argument = base::trimmed(line.substr(word.size()));
  if (word == "@eol" && (argument == "LF" || argument == "CRLF")) {
    eol = argument == "LF" ? "\n" : "\r\n";
    return true;
  }
  const auto kind = directive(word);
  if (kind) {
    steps.push_back({*kind, std::string(argument), number});
  }
  return kind.has_value();
}

const std::string& source_root() {
  static const std::string root = DOVETAIL_SOURCE_ROOT;
  return root;
}

}  // namespace

Transcript Transcript::parse(std::string name, std::string_view text) {
  Transcript transcript{std::move(name), {}};
  std::string eol = "\r\n";
  int number = 0;
  for (const auto line : base::split(text, '\n')) {
    if (!read_line(line, ++number, eol, transcript.steps)) {
      throw std::runtime_error(transcript.name + ":" + std::to_string(number) + ": unknown line");
    }
  }
  return transcript;
}

Transcript Transcript::load(const std::string& file) {
  const std::string path = source_root() + "/" + file;
  if (!std::filesystem::exists(path)) {
    throw std::runtime_error("no transcript " + path);
  }
  return parse(file, TemporaryFolder::read(path));
}

std::size_t Transcript::client_bytes() const {
  std::size_t count = 0;
  for (const auto& step : steps) {
    count += step.kind == Kind::client ? step.bytes.size() : 0;
  }
  return count;
}

bool matches_pattern(std::string_view pattern, std::string_view actual) {
  constexpr std::string_view kAny = "<*>";
  const auto star = pattern.find(kAny);
  if (star == std::string_view::npos) {
    return pattern == actual;
  }
  if (!actual.starts_with(pattern.substr(0, star))) {
    return false;
  }
  pattern.remove_prefix(star + kAny.size());
  actual.remove_prefix(star);
  for (;;) {
    if (matches_pattern(pattern, actual)) {
      return true;
    }
    if (actual.empty() || actual.front() == '\r' || actual.front() == '\n') {
      return false;
    }
    actual.remove_prefix(1);
  }
}

std::vector<std::string> transcripts_of(const std::string& folder) {
  std::vector<std::string> names;
  const std::string below = "tests/transcripts/" + folder;
  for (const auto& entry : std::filesystem::directory_iterator(source_root() + "/" + below)) {
    if (entry.path().extension() == ".txt") {
      names.push_back(below + "/" + entry.path().filename().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace dovetail::test
