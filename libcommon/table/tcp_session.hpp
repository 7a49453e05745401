// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "libcommon/table/answer.hpp"
#include "libcommon/table/limits.hpp"
#include "libcommon/table/request.hpp"
#include "libcommon/table/request_session.hpp"
#include "libcommon/wire/line_reader.hpp"

namespace dovetail::table {

// tcp_table(5): "get KEY LF" -> "200 TEXT LF", "500 …" not found, "400 …" error; key and text %XX-quoted. One
// map per listener: the protocol has no names.
class TcpProtocol {
 public:
  explicit TcpProtocol(std::string map) : map_(std::move(map)) {}

  void receive(std::string_view bytes) { lines_.append(bytes); }
  Request next();
  static void append_reply(const AnswerView& answer, std::string& out);

 private:
  std::string map_;
  std::string key_;  // of the last request, decoded
  wire::LineReader lines_{kMaxTcpRequest};
};

using TcpSession = RequestSession<TcpProtocol>;

// The whole line with its LF.
std::string tcp_reply(const AnswerView& answer);

}  // namespace dovetail::table
