// SPDX-License-Identifier: MIT
#include "libcommon/event/handles.hpp"

#include <event2/event.h>
#include <event2/http.h>

namespace dovetail::event {

void FreeHandle::operator()(::event* handle) const {
  ::event_free(handle);
}
void FreeHandle::operator()(::event_base* handle) const {
  ::event_base_free(handle);
}
void FreeHandle::operator()(::evhttp* handle) const {
  ::evhttp_free(handle);
}
void FreeHandle::operator()(::evhttp_connection* handle) const {
  ::evhttp_connection_free(handle);
}
void FreeHandle::operator()(::evhttp_uri* handle) const {
  ::evhttp_uri_free(handle);
}

}  // namespace dovetail::event
