// SPDX-License-Identifier: MIT
#include "libcommon/charset/charset.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "libcommon/base/text.hpp"

namespace dovetail::charset {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::size_t kMaxName = 64;

class Converter {
 public:
  explicit Converter(const std::string& from) : handle_(::iconv_open("UTF-8", from.c_str())) {}
  ~Converter() {
    if (is_open()) {
      ::iconv_close(handle_);
    }
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  bool is_open() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  // Converts what it can, appends it to `out` and takes it from `in`; 0 or why it stopped: E2BIG (only one
  // buffer was filled), EILSEQ, EINVAL (the end is cut off).
  int convert(std::string_view& in, std::string& out) {
    std::array<char, 4096> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by iconv
    char* from = const_cast<char*>(in.data());  // POSIX takes char**, and does not write
    std::size_t from_left = in.size();
    char* to = buffer.data();
    std::size_t to_left = buffer.size();
    errno = 0;
    const auto result = ::iconv(handle_, &from, &from_left, &to, &to_left);
    const int reason = result == static_cast<std::size_t>(-1) ? errno : 0;
    out.append(buffer.data(), buffer.size() - to_left);
    in.remove_prefix(in.size() - from_left);
    return reason;
  }

 private:
  iconv_t handle_;
};

// iconv_open(3) takes suffixes such as //TRANSLIT and names with slashes as files: only plain names get
// there.
bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxName && std::all_of(name.begin(), name.end(), [](char c) {
    return base::is_alpha(c) || base::is_digit(c) || c == '-' || c == '_' || c == '.' || c == ':' || c == '+';
  });
}

enum class Direct { no, utf8, ascii };

Direct direct(std::string_view name) {
  if (base::equals_ignoring_case(name, "utf-8") || base::equals_ignoring_case(name, "utf8")) {
    return Direct::utf8;
  }
  return name.empty() || base::equals_ignoring_case(name, "us-ascii") ||
                 base::equals_ignoring_case(name, "ascii")
             ? Direct::ascii
             : Direct::no;
}

// How many bytes of `text` fit below `limit` without cutting a character. The text is valid UTF-8.
void cut(std::string& text, std::size_t limit) {
  if (text.size() <= limit) {
    return;
  }
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) {
    --limit;
  }
  text.resize(limit);
}

bool is_8bit(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

std::string ascii_only(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    is_8bit(c) ? out.append(kReplacement) : out.append(1, c);
  }
  return out;
}

// Length in bytes of the character that `bytes` begins with; 0: it begins with none.
std::size_t character_length(std::string_view bytes) {
  for (std::size_t length = 1; length <= std::min<std::size_t>(4, bytes.size()); ++length) {
    if (base::is_utf8(bytes.substr(0, length))) {
      return length;
    }
  }
  return 0;
}

Utf8 unknown(std::string_view bytes, std::size_t limit) {
  Utf8 result{ascii_only(bytes.substr(0, limit)), false, std::none_of(bytes.begin(), bytes.end(), is_8bit)};
  cut(result.text, limit);
  return result;
}

Utf8 convert(std::string_view bytes, const std::string& charset, std::size_t limit) {
  Converter converter(charset);
  if (!converter.is_open()) {
    return unknown(bytes, limit);
  }
  Utf8 result;
  while (!bytes.empty() && result.text.size() < limit) {
    const int reason = converter.convert(bytes, result.text);
    if ((reason == EILSEQ || reason == EINVAL) && !bytes.empty()) {
      result.clean = false;
      result.text.append(kReplacement);
      bytes.remove_prefix(reason == EINVAL ? bytes.size() : 1);
    } else if (reason != 0 && reason != E2BIG) {
      break;
    }
  }
  if (!base::is_utf8(result.text)) {  // a converter of libc that is not strict
    result.text = repaired_utf8(result.text);
  }
  cut(result.text, limit);
  return result;
}

}  // namespace

std::string repaired_utf8(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    const std::size_t length = character_length(bytes);
    out.append(length == 0 ? kReplacement : bytes.substr(0, length));
    bytes.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

Utf8 to_utf8(std::string_view bytes, std::string_view charset, std::size_t limit) {
  const Direct way = direct(charset);
  if (way == Direct::no) {
    return is_plain_name(charset) ? convert(bytes, std::string(charset), limit) : unknown(bytes, limit);
  }
  Utf8 result;
  const bool plain = std::none_of(bytes.begin(), bytes.end(), is_8bit);
  if (plain || (way == Direct::utf8 && base::is_utf8(bytes))) {
    result.text = bytes;
  } else {
    result.text = way == Direct::utf8 ? repaired_utf8(bytes) : ascii_only(bytes);
    result.clean = false;
  }
  cut(result.text, limit);
  return result;
}

bool is_known(std::string_view charset) {
  return direct(charset) != Direct::no ||
         (is_plain_name(charset) && Converter(std::string(charset)).is_open());
}

}  // namespace dovetail::charset
