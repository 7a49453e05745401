// SPDX-License-Identifier: MIT
#include "sasl/listener_kind.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace dovetail::sasl {

namespace {

constexpr std::array<std::pair<std::string_view, ListenerKind>, 8> kTypes = {
    {{"auth", ListenerKind::auth},
     {"auth-legacy", ListenerKind::auth},
     {"login", ListenerKind::login},
     {"token", ListenerKind::token},
     {"token-login", ListenerKind::token_login},
     {"tokenlogin", ListenerKind::token_login},
     {"master", ListenerKind::master},
     {"userdb", ListenerKind::userdb}}};

void check_choice(const config::Listener& listener, std::string_view key,
                  std::initializer_list<std::string_view> words, config::Findings& findings) {
  const std::string value = listener.option(key);
  if (!value.empty() && std::find(words.begin(), words.end(), value) == words.end()) {
    findings.error(listener.where, "Invalid value of " + std::string(key) + ": " + value);
  }
}

}  // namespace

ListenerKind kind_of(const config::Listener& listener) {
  std::string_view word = listener.type;
  if (word.empty()) {
    const std::string_view name =
        listener.kind == config::Listener::Kind::inet ? listener.name : listener.path;
    word = name.substr(name.find_last_of("-/") + 1);  // npos + 1 is 0: the whole name
  }
  const auto at =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& one) { return one.first == word; });
  return at == kTypes.end() ? ListenerKind::auth : at->second;
}

void check_listener(const config::Listener& listener, config::Findings& findings) {
  const auto known =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& one) { return one.first == listener.type; });
  if (!listener.type.empty() && known == kTypes.end()) {
    findings.error(listener.where, "Unknown listener type: " + listener.type +
                                       " (auth login token token-login master userdb)");
  }
  check_choice(listener, "tempfail", {"auto", "reply", "disconnect"}, findings);
  check_choice(listener, "handshake", {"early", "wait"}, findings);
  const ListenerKind kind = kind_of(listener);
  if (listener.kind == config::Listener::Kind::inet && listener.port != 0 &&
      listener.option("allow_tcp") != "yes" &&
      (kind == ListenerKind::master || kind == ListenerKind::userdb)) {
    findings.error(listener.where,
                   "A " + std::string(kind == ListenerKind::master ? "master" : "userdb") +
                       " listener on TCP lets everybody read the users: write allow_tcp = yes to "
                       "have it all the same");
  }
}

}  // namespace dovetail::sasl
