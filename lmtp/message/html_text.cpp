// SPDX-License-Identifier: MIT
#include "lmtp/message/html_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "libcommon/base/text.hpp"
#include "lmtp/message/utf8.hpp"

namespace dovetail::lmtp::message {

namespace {

constexpr std::size_t kReferenceLength = 12;  // of "&…;"

constexpr std::array<std::pair<std::string_view, std::uint32_t>, 34> kNames{{
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},        {"quot", '"'},     {"apos", '\''},
    {"nbsp", ' '},     {"copy", 0xa9},    {"reg", 0xae},      {"auml", 0xe4},    {"ouml", 0xf6},
    {"uuml", 0xfc},    {"Auml", 0xc4},    {"Ouml", 0xd6},     {"Uuml", 0xdc},    {"szlig", 0xdf},
    {"eacute", 0xe9},  {"egrave", 0xe8},  {"agrave", 0xe0},   {"aacute", 0xe1},  {"iacute", 0xed},
    {"oacute", 0xf3},  {"uacute", 0xfa},  {"ntilde", 0xf1},   {"ccedil", 0xe7},  {"euro", 0x20ac},
    {"ndash", 0x2013}, {"mdash", 0x2014}, {"hellip", 0x2026}, {"lsquo", 0x2018}, {"rsquo", 0x2019},
    {"ldquo", 0x201c}, {"rdquo", 0x201d}, {"bull", 0x2022},   {"middot", 0xb7},
}};

constexpr std::array<std::string_view, 14> kBlocks{"br", "p",  "div", "tr", "li",    "h1", "h2",
                                                   "h3", "h4", "h5",  "h6", "table", "ul", "blockquote"};

std::optional<std::uint32_t> referenced(std::string_view name) {
  if (name.starts_with("#x") || name.starts_with("#X"))
    return base::to_number<std::uint32_t>(name.substr(2), 16);
  if (name.starts_with('#')) return base::to_number<std::uint32_t>(name.substr(1));
  for (const auto& [known, character] : kNames) {
    if (known == name) return character;
  }
  return std::nullopt;
}

class Reducer {
 public:
  explicit Reducer(std::string_view html) : html_(html) {}

  std::string run() {
    while (at_ < html_.size()) {
      const char c = html_[at_];
      if (c == '<') {
        markup();
      } else if (c == '&') {
        reference();
      } else {
        out_ += c;
        ++at_;
      }
    }
    return std::move(out_);
  }

 private:
  void reference() {
    const std::size_t end = html_.substr(0, at_ + kReferenceLength).find(';', at_);
    const auto character =
        end == std::string_view::npos ? std::nullopt : referenced(html_.substr(at_ + 1, end - at_ - 1));
    if (!character || !is_character(*character)) {
      out_ += html_[at_++];
      return;
    }
    append_utf8(out_, *character);
    at_ = end + 1;
  }

  // Moves behind the next `end`, or to the end of the text.
  void skip_behind(std::string_view end) {
    const std::size_t found = html_.find(end, at_);
    at_ = found == std::string_view::npos ? html_.size() : found + end.size();
  }

  void markup() {
    if (html_.substr(at_).starts_with("<!--")) {
      at_ += 4;
      skip_behind("-->");
      return;
    }
    std::size_t end = at_ + 1;
    const bool closes = end < html_.size() && html_[end] == '/';
    if (closes) ++end;
    const std::size_t begin = end;
    while (end < html_.size() && (base::is_alpha(html_[end]) || base::is_digit(html_[end]))) {
      ++end;
    }
    const std::string name = base::lowered(html_.substr(begin, end - begin));
    if (name.empty() && !closes && end < html_.size() && html_[end] != '!' && html_[end] != '?') {
      out_ += html_[at_++];  // "a < b" is no tag
      return;
    }
    skip_tag(end);
    if (!closes && (name == "script" || name == "style")) skip_element(name);
    if (std::find(kBlocks.begin(), kBlocks.end(), name) != kBlocks.end()) out_ += '\n';
  }

  // Behind the '>' that ends the tag; quoted attribute values may hold one.
  void skip_tag(std::size_t at) {
    char quote = 0;
    for (; at < html_.size(); ++at) {
      const char c = html_[at];
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        break;
      }
    }
    at_ = std::min(at + 1, html_.size());
  }

  void skip_element(const std::string& name) {
    while (at_ < html_.size()) {
      skip_behind("</");
      if (base::starts_with_ignoring_case(html_.substr(at_), name)) {
        skip_tag(at_);
        return;
      }
    }
  }

  std::string_view html_;
  std::string out_;
  std::size_t at_ = 0;
};

}  // namespace

std::string text_of_html(std::string_view html) {
  return Reducer(html).run();
}

}  // namespace dovetail::lmtp::message
