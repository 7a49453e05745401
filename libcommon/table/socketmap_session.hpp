// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "libcommon/table/answer.hpp"
#include "libcommon/table/limits.hpp"
#include "libcommon/table/request.hpp"
#include "libcommon/table/request_session.hpp"
#include "libcommon/wire/netstring.hpp"

namespace dovetail::table {

// socketmap_table(5): netstring(map SP key) -> netstring(status [SP text]).
class SocketmapProtocol {
 public:
  void receive(std::string_view bytes) { reader_.append(bytes); }
  Request next();
  static void append_reply(const AnswerView& answer, std::string& out);

 private:
  wire::NetstringReader reader_{kMaxSocketmapRequest};
};

using SocketmapSession = RequestSession<SocketmapProtocol>;

// The reply's payload: "OK text", "NOTFOUND ", "TEMP text", "TIMEOUT text", "PERM text".
std::string socketmap_reply(const AnswerView& answer);

}  // namespace dovetail::table
