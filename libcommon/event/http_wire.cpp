// SPDX-License-Identifier: MIT
#include "libcommon/event/http_wire.hpp"

#include <cstdlib>
#include <memory>

#include <event2/buffer.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>

#include "libcommon/base/text.hpp"

namespace dovetail::event {

namespace {

struct FreeBuffer {
  void operator()(::evbuffer* buffer) const { ::evbuffer_free(buffer); }
};
struct FreeText {
  void operator()(char* text) const { std::free(text); }
};

const char* method_name(::evhttp_cmd_type method) {
  switch (method) {
    case EVHTTP_REQ_GET:
      return "GET";
    case EVHTTP_REQ_HEAD:
      return "HEAD";
    case EVHTTP_REQ_POST:
      return "POST";
    case EVHTTP_REQ_PUT:
      return "PUT";
    case EVHTTP_REQ_DELETE:
      return "DELETE";
    default:
      return "";
  }
}

std::string decoded(std::string_view text, bool plus_is_space) {
  std::size_t size = 0;
  const std::string terminated(text);
  const std::unique_ptr<char, FreeText> plain(
      ::evhttp_uridecode(terminated.c_str(), plus_is_space ? 1 : 0, &size));
  return plain ? std::string(plain.get(), size) : std::string();
}

void add_parameters(std::string_view query, HttpRequest& message) {
  if (query.empty()) {
    return;
  }
  for (const std::string_view part : base::split(query, '&')) {
    const auto pair = base::split_once(part, '=');
    if (!part.empty()) {
      message.parameters.emplace_back(decoded(pair ? pair->first : part, true),
                                      pair ? decoded(pair->second, true) : std::string());
    }
  }
}

std::string body_of(::evhttp_request* request) {
  ::evbuffer* input = ::evhttp_request_get_input_buffer(request);
  std::string body(::evbuffer_get_length(input), '\0');
  ::evbuffer_copyout(input, body.data(), body.size());
  return body;
}

}  // namespace

HttpRequest read_http_request(::evhttp_request* request) {
  HttpRequest message;
  message.method = method_name(::evhttp_request_get_command(request));
  const ::evhttp_uri* uri = ::evhttp_request_get_evhttp_uri(request);
  const char* path = uri == nullptr ? nullptr : ::evhttp_uri_get_path(uri);
  const char* query = uri == nullptr ? nullptr : ::evhttp_uri_get_query(uri);
  message.path = path == nullptr || *path == '\0' ? "/" : decoded(path, false);
  add_parameters(query == nullptr ? "" : query, message);
  const ::evkeyvalq* headers = ::evhttp_request_get_input_headers(request);
  for (const ::evkeyval* one = headers->tqh_first; one != nullptr; one = one->next.tqe_next) {
    message.headers.emplace_back(base::lowered(one->key), one->value);
  }
  message.body = body_of(request);
  if (message.header("content-type").value_or("").starts_with("application/x-www-form-urlencoded")) {
    add_parameters(message.body, message);
  }
  return message;
}

void send_http_reply(::evhttp_request* request, const HttpReply& reply) {
  ::evkeyvalq* headers = ::evhttp_request_get_output_headers(request);
  ::evhttp_add_header(headers, "Content-Type", reply.content_type.c_str());
  for (const auto& [name, value] : reply.headers) {
    ::evhttp_add_header(headers, name.c_str(), value.c_str());
  }
  const std::unique_ptr<::evbuffer, FreeBuffer> body(::evbuffer_new());
  if (body) {
    ::evbuffer_add(body.get(), reply.body.data(), reply.body.size());
  }
  ::evhttp_send_reply(request, reply.status, nullptr, body.get());
}

}  // namespace dovetail::event
