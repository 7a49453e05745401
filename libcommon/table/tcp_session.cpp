// SPDX-License-Identifier: MIT
#include "libcommon/table/tcp_session.hpp"

#include "libcommon/table/reply_text.hpp"
#include "libcommon/wire/quoting.hpp"

namespace dovetail::table {
namespace {

std::string line(std::string_view code, std::string_view text) {
  return std::string(code).append(wire::percent_encode(text)).append(1, '\n');
}

}  // namespace

std::string tcp_reply(const AnswerView& answer) {
  if (answer.error != nullptr) return line("400 ", reply_text(*answer.error));
  if (answer.text.empty()) return line("500 ", "not found");
  std::string reply = line("200 ", answer.text);
  return reply.size() <= kMaxTcpReply ? reply : line("400 ", "result too long");
}

void TcpProtocol::append_reply(const AnswerView& answer, std::string& out) {
  out.append(tcp_reply(answer));
}

Request TcpProtocol::next() {
  const auto line = lines_.next();
  if (!line) return {};
  if (line->too_long) return Request::fault("request too long");
  const std::string_view verb = line->text.substr(0, 4);
  if (verb == "get ") {
    if (auto key = wire::percent_decode(line->text.substr(4))) {
      key_ = *std::move(key);
      return Request::lookup(map_, key_);
    }
  }
  return Request::refused(verb == "put " ? "read only" : "bad request");
}

}  // namespace dovetail::table
