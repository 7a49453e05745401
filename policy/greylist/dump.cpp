// SPDX-License-Identifier: MIT
#include "policy/greylist/dump.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "policy/greylist/ip_address.hpp"
#include "policy/greylist/limits.hpp"

namespace dovetail::policy::greylist {
namespace {

constexpr std::int64_t kEarliestTime = 100'000'000;  // 1973: no count is as large

base::Error wrong(std::string what) {
  return base::permanent(std::move(what));
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      result += text[i];
      continue;
    }
    if (text.substr(i + 1, 1) == "\\") {
      result += '\\';
      ++i;
      continue;
    }
    const auto octet = base::from_hex(text.substr(i + 1, 2));
    if (!octet || octet->size() != 1) return std::nullopt;
    result += *octet;
    i += 2;
  }
  return result;
}

}  // namespace

base::Result<std::optional<DumpReader::Record>> DumpReader::line(std::string_view line) {
  using Answer = base::Result<std::optional<Record>>;
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.size() > kMaxDumpLine) return base::Unexpected(wrong("line too long"));
  if (state_ != State::data) {
    if (line.empty() && state_ == State::between) return Answer(std::nullopt);
    if (line.starts_with("format=")) printable_ = line == "format=print";
    if (line == "HEADER=END") {
      state_ = State::data;
    } else if (line.find('=') == std::string_view::npos) {
      return base::Unexpected(wrong("no header line of a database dump"));
    } else {
      state_ = State::header;
    }
    return Answer(std::nullopt);
  }
  if (line == "DATA=END") {
    const bool half = key_.has_value();
    state_ = State::between;
    key_.reset();
    if (half) return base::Unexpected(wrong("a key without its value"));
    return Answer(std::nullopt);
  }
  auto text = line.starts_with(' ')
                  ? (printable_ ? unescaped(line.substr(1)) : base::from_hex(line.substr(1)))
                  : std::nullopt;
  if (!key_) {
    key_ = std::move(text).value_or("");  // a key that cannot be read takes its value with it
    if (key_->empty()) return base::Unexpected(wrong("key that cannot be read"));
    return Answer(std::nullopt);
  }
  std::string key = std::move(*key_);
  key_.reset();
  if (key.empty()) return Answer(std::nullopt);
  if (!text) return base::Unexpected(wrong("value that cannot be read"));
  return Answer(Record(std::move(key), std::move(*text)));
}

std::optional<Imported> import_record(const DumpReader::Record& record, std::int64_t now) {
  const auto& [key, value] = record;
  const std::vector<std::string_view> fields = base::split(value, ',');
  if (fields.size() < 2 || key.empty() || key.size() > kMaxKey) return std::nullopt;
  const auto first = base::to_number<std::int64_t>(fields[0]);
  const auto last = base::to_number<std::int64_t>(fields[1]);
  if (!first || !last || *first < 0 || *last < 0) return std::nullopt;
  if (*first >= kEarliestTime) {
    return Imported(ImportedTriplet{key, {std::min(*first, now), std::min(*last, now)}});
  }
  const auto address = IpAddress::parse(key);
  return Imported(ImportedClient{address ? address->expanded(true) : key, {*first, std::min(*last, now)}});
}

std::string dump_header() {
  return "VERSION=3\nformat=print\ntype=btree\ndb_pagesize=4096\nHEADER=END\n";
}

std::string dump_record(std::string_view key, std::string_view value) {
  std::string text;
  for (const std::string_view part : {key, value}) {
    text += ' ';
    for (const char c : part) {
      if (c == '\\') {
        text += "\\\\";
      } else if (c >= ' ' && c <= '~') {
        text += c;
      } else {
        text += '\\' + base::to_hex(std::string_view(&c, 1));
      }
    }
    text += '\n';
  }
  return text;
}

std::string dump_footer() {
  return "DATA=END\n";
}

}  // namespace dovetail::policy::greylist
