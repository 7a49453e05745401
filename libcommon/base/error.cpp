// SPDX-License-Identifier: MIT
#include "libcommon/base/error.hpp"

#include <cstring>
#include <utility>

namespace dovetail::base {
namespace {

// strerror_r comes in two shapes; overloads on its return type take the one this libc has.
[[maybe_unused]] const char* message_of(int /*xsi_status*/, const char* buffer) {
  return buffer;
}
[[maybe_unused]] const char* message_of(const char* gnu_text, const char* /*buffer*/) {
  return gnu_text;
}

}  // namespace

Error temporary(std::string detail, int code) {
  return {ErrorKind::temporary, code, {}, std::move(detail)};
}

Error permanent(std::string detail, int code) {
  return {ErrorKind::permanent, code, {}, std::move(detail)};
}

Error internal(std::string detail, int code) {
  return {ErrorKind::internal, code, {}, std::move(detail)};
}

Error system_error(std::string what, int errno_value) {
  char buffer[128] = "unknown error";
  what += ": ";
  what += message_of(::strerror_r(errno_value, buffer, sizeof buffer), buffer);
  return {ErrorKind::temporary, errno_value, {}, std::move(what)};
}

Error with_context(Error error, const std::string& context) {
  error.detail.insert(0, context + ": ");
  return error;
}

const char* to_string(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::temporary:
      return "temporary";
    case ErrorKind::permanent:
      return "permanent";
    case ErrorKind::internal:
      return "internal";
  }
  return "internal";
}

}  // namespace dovetail::base
