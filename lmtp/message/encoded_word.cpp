// SPDX-License-Identifier: MIT
#include "lmtp/message/encoded_word.hpp"

#include <optional>

#include "libcommon/base/text.hpp"
#include "libcommon/charset/charset.hpp"
#include "lmtp/message/limits.hpp"
#include "lmtp/message/transfer_encoding.hpp"

namespace dovetail::lmtp::message {

namespace {

struct EncodedWord {
  std::string charset;
  std::string bytes;
  std::size_t size = 0;  // of the word in the source, "=?" to "?="
};

// Encoding Q (RFC 2047 §4.2): as quoted-printable, but '_' is a space.
std::string decode_q(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '=' && i + 2 < text.size()) {
      if (const auto byte = base::from_hex(text.substr(i + 1, 2))) {
        out += *byte;
        i += 2;
        continue;
      }
    }
    out += text[i] == '_' ? ' ' : text[i];
  }
  return out;
}

// The word that `text` begins with; `text` begins with "=?".
std::optional<EncodedWord> parse_word(std::string_view text) {
  const std::size_t charset_end = text.find('?', 2);
  if (charset_end == std::string_view::npos || charset_end == 2 || charset_end + 2 >= text.size() ||
      text[charset_end + 2] != '?') {
    return std::nullopt;
  }
  const char encoding = base::to_lower(text[charset_end + 1]);
  if (encoding != 'q' && encoding != 'b') return std::nullopt;
  const std::size_t data = charset_end + 3;
  const std::size_t end = text.find("?=", data);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view content = text.substr(data, end - data);
  EncodedWord word;
  word.size = end + 2;
  word.charset = base::lowered(text.substr(2, charset_end - 2));
  word.charset.resize(std::min(word.charset.find('*'), word.charset.size()));
  word.bytes = encoding == 'q' ? decode_q(content) : decode_base64_leniently(content);
  return word;
}

// Collects plain text and words; converts a run of words of one charset at once.
class Output {
 public:
  void plain(std::string_view text) {
    if (text.empty()) return;
    if (in_words_ && text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
      gap_ = text;  // dropped if another word follows
      return;
    }
    end_words();
    text_ += charset::repaired_utf8(text);
  }
  void word(EncodedWord word) {
    gap_ = {};
    if (in_words_ && word.charset != charset_) end_words();
    in_words_ = true;
    charset_ = std::move(word.charset);
    bytes_ += word.bytes;
  }
  std::string finish() {
    end_words();
    return std::move(text_);
  }

 private:
  void end_words() {
    if (in_words_) text_ += charset::to_utf8(bytes_, charset_).text;
    text_ += gap_;
    gap_ = {};
    bytes_.clear();
    in_words_ = false;
  }

  std::string text_;
  std::string bytes_;
  std::string charset_;
  std::string_view gap_;
  bool in_words_ = false;
};

}  // namespace

std::string decode_encoded_words(std::string_view value) {
  Output out;
  std::size_t plain_begin = 0;
  std::size_t at = 0;
  const std::size_t last_end = value.rfind("?=");  // behind it no word can end: keeps hostile input linear
  std::size_t words = 0;
  while (last_end != std::string_view::npos && words < limits::kEncodedWords &&
         (at = value.find("=?", at)) < last_end) {
    auto word = parse_word(value.substr(at));
    if (!word) {
      at += 2;
      continue;
    }
    out.plain(value.substr(plain_begin, at - plain_begin));
    at += word->size;
    plain_begin = at;
    out.word(std::move(*word));
    ++words;
  }
  out.plain(value.substr(plain_begin));
  return out.finish();
}

}  // namespace dovetail::lmtp::message
