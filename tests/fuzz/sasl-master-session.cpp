// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "sasl/protocol/master_session.hpp"

using namespace dovetail;
using namespace dovetail::sasl::protocol;

namespace {

struct Answerer {
  MasterSession& session;
  void operator()(const FindUser& question) const {
    session.resume(question.ticket, UserFound{question.user, {}});
  }
  void operator()(const FindPassword& question) const { session.resume(question.ticket, UserNotFound{}); }
  void operator()(const ListUsers& question) const {
    session.resume(question.ticket, UserList{{question.mask, "b"}, false, false});
    session.resume(question.ticket, UserList{{}, true, false});
  }
  void operator()(const TakeOver& question) const {
    session.resume(question.ticket, LookupFailed{question.cookie});
  }
  void operator()(const FlushCache& question) const {
    session.resume(question.ticket, CacheFlushed{question.masks.size()});
  }
  template <class Other>
  void operator()(const Other&) const {}
};

}  // namespace

// What a hostile peer of a master or userdb socket may send. First byte: pieces and kind of listener.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  MasterOptions options;
  options.userdb_only = (data[0] & 0x80) != 0;
  options.restricted = (data[0] & 0x40) != 0;
  MasterSession session(options);
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t step = (data[0] & 0x3f) == 0 ? rest.size() + 1 : data[0] & 0x3fU;
  while (!rest.empty()) {
    session.receive(rest.substr(0, step));
    rest.remove_prefix(std::min(step, rest.size()));
    while (auto effect = session.next()) {
      std::visit(Answerer{session}, *effect);
    }
  }
  session.peer_closed();
  while (session.next()) {
  }
  return 0;
}
