// SPDX-License-Identifier: MIT
#include "libcommon/regex/regex.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "libcommon/regex/limits.hpp"

namespace dovetail::regex {
namespace {

struct FreeCode {
  void operator()(pcre2_code* code) const noexcept { pcre2_code_free(code); }
};
struct FreeMatchData {
  void operator()(pcre2_match_data* data) const noexcept { pcre2_match_data_free(data); }
};
struct FreeCompileContext {
  void operator()(pcre2_compile_context* context) const noexcept { pcre2_compile_context_free(context); }
};
struct FreeMatchContext {
  void operator()(pcre2_match_context* context) const noexcept { pcre2_match_context_free(context); }
};
using MatchData = std::unique_ptr<pcre2_match_data, FreeMatchData>;
using Limits = std::unique_ptr<pcre2_match_context, FreeMatchContext>;

Limits make_limits() {
  Limits limits(pcre2_match_context_create(nullptr));
  pcre2_set_heap_limit(limits.get(), kMatchHeapKib);
  return limits;
}

// Steps for each place of a subject where a match may begin: pcre2_match(3) counts anew there, so that a search
// costs this times the places.
std::uint32_t steps_for(std::size_t places, Effort effort) {
  const bool quick = effort == Effort::quick;
  const std::size_t share = (quick ? kQuickSearchSteps : kSearchSteps) / places;
  return static_cast<std::uint32_t>(std::clamp<std::size_t>(share, quick ? kQuickLeastSteps : kLeastSteps,
                                                            quick ? kQuickSteps : kMatchSteps));
}

std::string message_of(int number) {
  std::array<unsigned char, 256> text{};
  pcre2_get_error_message(number, text.data(), text.size());
  return reinterpret_cast<const char*>(text.data());
}

std::uint32_t flags_of(const Options& options) {
  std::uint32_t flags = PCRE2_NEVER_BACKSLASH_C;  // \C would let a match begin inside a character
  flags |= options.ignore_case ? PCRE2_CASELESS : 0;
  flags |= options.multi_line ? PCRE2_MULTILINE : 0;
  flags |= options.dot_all ? PCRE2_DOTALL : 0;
  flags |= options.extended ? PCRE2_EXTENDED : 0;
  flags |= options.utf8 ? PCRE2_UTF | PCRE2_UCP : PCRE2_NEVER_UTF;
  flags |= options.anchored ? PCRE2_ANCHORED : 0;
  flags |= options.dollar_endonly ? PCRE2_DOLLAR_ENDONLY : 0;
  flags |= options.ungreedy ? PCRE2_UNGREEDY : 0;
  return flags;
}

const unsigned char* units(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

base::Error wrong_pattern(std::string_view pattern, const std::string& why) {
  base::Error error = base::permanent("cannot compile regular expression '" +
                                      std::string(pattern.substr(0, 200)) + "': " + why);
  error.text = why;
  return error;
}

Groups groups_of(std::string_view subject, pcre2_match_data* data, std::size_t count) {
  const std::size_t* offsets = pcre2_get_ovector_pointer(data);
  std::vector<std::optional<std::string_view>> groups(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t begin = offsets[2 * i];
    const std::size_t end = offsets[2 * i + 1];
    if (begin != PCRE2_UNSET && begin <= end) {  // \K in a look-ahead can turn them round
      groups[i] = subject.substr(begin, end - begin);
    }
  }
  return Groups(std::move(groups));
}

}  // namespace

struct Pattern::Code {
  std::unique_ptr<pcre2_code, FreeCode> code;
  std::size_t groups = 0;
  bool anchored = false;  // it matches at the start only

  // Positive: matched; PCRE2_ERROR_NOMATCH and other negative numbers as in pcre2_match(3).
  int match(std::string_view subject, Effort effort, pcre2_match_data* data) const {
    static thread_local const Limits limits = make_limits();
    pcre2_set_match_limit(limits.get(), steps_for(anchored ? 1 : subject.size() + 1, effort));
    return pcre2_match(code.get(), units(subject), subject.size(), 0, 0, data, limits.get());
  }
};

Pattern::Pattern(std::unique_ptr<Code> code) : code_(std::move(code)) {}
Pattern::~Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;

base::Result<Pattern> Pattern::compile(std::string_view pattern, const Options& options) {
  if (pattern.size() > kMaxPatternLength) {
    return base::Unexpected(
        wrong_pattern(pattern, "longer than " + std::to_string(kMaxPatternLength) + " bytes"));
  }
  const std::unique_ptr<pcre2_compile_context, FreeCompileContext> context(
      pcre2_compile_context_create(nullptr));
  pcre2_set_parens_nest_limit(context.get(), kNestedParentheses);
  int problem = 0;
  std::size_t at = 0;
  auto code = std::make_unique<Code>();
  code->code.reset(
      pcre2_compile(units(pattern), pattern.size(), flags_of(options), &problem, &at, context.get()));
  if (!code->code) {
    return base::Unexpected(wrong_pattern(pattern, message_of(problem) + " at byte " + std::to_string(at)));
  }
  std::uint32_t groups = 0;
  pcre2_pattern_info(code->code.get(), PCRE2_INFO_CAPTURECOUNT, &groups);
  code->groups = groups;
  std::uint32_t all_options = 0;  // with what the pattern itself says: "^…" is anchored
  pcre2_pattern_info(code->code.get(), PCRE2_INFO_ALLOPTIONS, &all_options);
  code->anchored = (all_options & PCRE2_ANCHORED) != 0;
  return Pattern(std::move(code));
}

std::size_t Pattern::group_count() const {
  return code_->groups;
}

base::Result<bool> Pattern::matches(std::string_view subject, Effort effort) const {
  auto groups = find(subject, effort);
  return groups ? base::Result<bool>(groups->has_value()) : base::Unexpected(std::move(groups).error());
}

base::Result<std::optional<Groups>> Pattern::find(std::string_view subject, Effort effort) const {
  if (subject.size() > kMaxSubjectLength) {
    return base::Unexpected(base::permanent("a text of " + std::to_string(subject.size()) +
                                            " bytes is too long for a regular expression"));
  }
  const MatchData data(pcre2_match_data_create_from_pattern(code_->code.get(), nullptr));
  const int result = code_->match(subject, effort, data.get());
  if (result >= 0) {
    return std::optional(groups_of(subject, data.get(), code_->groups + 1));
  }
  const bool bad_utf8 = result <= PCRE2_ERROR_UTF8_ERR1 && result >= PCRE2_ERROR_UTF8_ERR21;
  if (result == PCRE2_ERROR_NOMATCH || bad_utf8) {
    return std::optional<Groups>();
  }
  return base::Unexpected(base::temporary("regular expression given up: " + message_of(result), result));
}

}  // namespace dovetail::regex
