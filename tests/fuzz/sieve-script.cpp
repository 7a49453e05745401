// SPDX-License-Identifier: MIT
#include "lmtp/message/message.hpp"
#include "lmtp/sieve/extensions/all.hpp"
#include "lmtp/sieve/runtime/compile.hpp"
#include "lmtp/sieve/runtime/execution.hpp"
#include "lmtp/sieve/runtime/settings.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;
using namespace dovetail::lmtp;

namespace {

constexpr const char* kMessage =
    "Return-Path: <s@x.example>\r\nFrom: \"A B\" <a+b@c.example>\r\nTo: u@x.example, v@x.example\r\n"
    "Subject: =?utf-8?q?J=C3=B6rg?= frop\r\nDate: Tue, 03 Mar 2026 10:00:00 +0100\r\nMessage-ID: <1@x>\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Type: text/html\r\n\r\n"
    "<p>x</p>\r\n--b--\r\n";

sieve::Answer answer(const sieve::Question& question) {
  if (std::holds_alternative<sieve::MetadataValue>(question)) return std::optional<std::string>("value");
  if (std::holds_alternative<sieve::RunProgram>(question)) return sieve::ProgramResult{};
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::string> unknown;
  const auto& registry = sieve::all_extensions();
  static const sieve::CompileOptions options{.available = registry.configured_set("", unknown)};
  const auto compiled = sieve::compile(fuzz::as_text(data, size), "s", registry, options);
  fuzz::check((compiled.script == nullptr) == compiled.diagnostics.has_errors(), "a script or a reason");
  if (!compiled.script) return 0;
  message::Message message(kMessage);
  const sieve::Settings settings;
  sieve::Execution execution({.message = message, .settings = settings, .envelope = {"s@x", "u@x", "u@x", "u"},
                              .now = {}});
  execution.begin(compiled.script);
  auto step = execution.step();
  while (const auto* question = std::get_if<sieve::Question>(&step)) {
    step = execution.step(answer(*question));
  }
  const auto outcome = execution.finish();
  fuzz::check(outcome.status != sieve::Status::temporary_failure, "nothing was temporarily missing");
  fuzz::check(outcome.keep_cancelled || !outcome.actions.empty(), "a message is kept or its keep was cancelled");
  return 0;
}
