// SPDX-License-Identifier: MIT
#pragma once

#include "libcommon/event/http_message.hpp"

struct evhttp_request;

namespace dovetail::event {

// Between libevent's form of a request and ours.
HttpRequest read_http_request(::evhttp_request* request);
void send_http_reply(::evhttp_request* request,
                     const HttpReply& reply);  // hands the request back to libevent

}  // namespace dovetail::event
