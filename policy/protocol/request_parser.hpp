// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "policy/protocol/request.hpp"

namespace dovetail::policy {

// Reads requests: lines "name=value", ended by an empty line (SMTPD_POLICY_README, "Protocol description").
// Lines end in LF; one CR before it is dropped. Bytes may come in any slicing.
class RequestParser {
 public:
  enum class State {
    incomplete,  // all bytes used, the request has not ended
    complete,    // take() it; bytes behind it were not used
    too_long,    // beyond a limit; the connection cannot go on
  };

  // Reads at most to the end of one request. `consumed` says how many of the bytes were used.
  State feed(std::string_view bytes, std::size_t& consumed);

  // The complete request; the parser begins anew.
  Request take();

  // True between requests: nothing of a request has arrived.
  bool idle() const { return read_ == 0; }
  std::size_t held() const { return read_; }  // octets of the request that has not ended

 private:
  State end_line(std::string_view line);

  Request request_;
  std::string partial_;   // a line whose end has not arrived
  std::size_t read_ = 0;  // octets of this request
};

}  // namespace dovetail::policy
