// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

struct event;
struct event_base;
struct evhttp;
struct evhttp_connection;
struct evhttp_uri;

namespace dovetail::event {

// libevent's objects and the only places that free them.
struct FreeHandle {
  void operator()(::event* handle) const;
  void operator()(::event_base* handle) const;
  void operator()(::evhttp* handle) const;
  void operator()(::evhttp_connection* handle) const;
  void operator()(::evhttp_uri* handle) const;
};

using EventHandle = std::unique_ptr<::event, FreeHandle>;
using BaseHandle = std::unique_ptr<::event_base, FreeHandle>;
using HttpHandle = std::unique_ptr<::evhttp, FreeHandle>;
using HttpConnectionHandle = std::unique_ptr<::evhttp_connection, FreeHandle>;
using UriHandle = std::unique_ptr<::evhttp_uri, FreeHandle>;

}  // namespace dovetail::event
