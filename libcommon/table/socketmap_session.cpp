// SPDX-License-Identifier: MIT
#include "libcommon/table/socketmap_session.hpp"

#include "libcommon/table/reply_text.hpp"

namespace dovetail::table {
namespace {

constexpr std::string_view kFound = "OK ";

std::string error_reply(const base::Error& error) {
  if (error.kind == base::ErrorKind::permanent) return "PERM " + reply_text(error);
  return (error.code == kTimedOut ? "TIMEOUT " : "TEMP ") + reply_text(error);
}

}  // namespace

std::string socketmap_reply(const AnswerView& answer) {
  if (answer.error != nullptr) return error_reply(*answer.error);
  if (answer.text.empty()) return "NOTFOUND ";  // to Postfix "OK " without text is a wrong configuration
  if (kFound.size() + answer.text.size() > kMaxSocketmapReply) return "TEMP result too long";
  return std::string(kFound).append(answer.text);
}

// A found text goes into the output without a stop in between: most replies are.
void SocketmapProtocol::append_reply(const AnswerView& answer, std::string& out) {
  const std::size_t size = kFound.size() + answer.text.size();
  if (answer.error != nullptr || answer.text.empty() || size > kMaxSocketmapReply) {
    wire::append_netstring(out, socketmap_reply(answer));
    return;
  }
  const std::string length = std::to_string(size);
  out.reserve(out.size() + length.size() + size + 2);
  out.append(length).append(1, ':').append(kFound).append(answer.text).append(1, ',');
}

// A request without a space names no key.
Request SocketmapProtocol::next() {
  const wire::Netstring request = reader_.next();
  switch (request.status) {
    case wire::NetstringStatus::incomplete:
      return {};
    case wire::NetstringStatus::malformed:
      return Request::fault("malformed netstring");
    case wire::NetstringStatus::too_long:
      return Request::fault("request too long");
    case wire::NetstringStatus::complete:
      break;
  }
  const auto space = request.payload.find(' ');
  if (space == std::string_view::npos) return Request::refused("request without a map name and a key");
  return Request::lookup(request.payload.substr(0, space), request.payload.substr(space + 1));
}

}  // namespace dovetail::table
