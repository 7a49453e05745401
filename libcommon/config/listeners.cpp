// SPDX-License-Identifier: MIT
#include "libcommon/config/listeners.hpp"

#include <algorithm>
#include <array>

#include "libcommon/base/text.hpp"
#include "libcommon/config/foreign.hpp"
#include "libcommon/config/typed.hpp"

namespace dovetail::config {
namespace {

constexpr std::string_view kQueueDirectory = "$queue_directory";

struct BuiltIn {
  std::string_view service;
  std::string_view name;
  unsigned mode;
  bool dovecots_own;  // Dovecot opens it whatever the file says
};

// Listeners that doveconf 2.3.19 shows for an empty file, as far as we serve them: their modes hold where a
// block sets none.
constexpr std::array<BuiltIn, 7> kBuiltIn = {{{"auth", "auth-client", 0600, true},
                                              {"auth", "auth-login", 0600, true},
                                              {"auth", "auth-master", 0600, true},
                                              {"auth", "auth-userdb", 0666, true},
                                              {"auth", "login/login", 0666, true},
                                              {"auth", "token-login/tokenlogin", 0666, true},
                                              {"lmtp", "lmtp", 0666, false}}};

const BuiltIn* built_in(std::string_view service, std::string_view name) {
  const auto at = std::find_if(kBuiltIn.begin(), kBuiltIn.end(),
                               [&](const BuiltIn& b) { return b.service == service && b.name == name; });
  return at == kBuiltIn.end() ? nullptr : &*at;
}

// Dovecot starts as many processes of these as there are clients; client_limit is that of one.
bool has_many_processes(std::string_view service) {
  return service == "lmtp" || service == "quota-status";
}

// Our own services take relative paths as given; Dovecot's are relative to base_dir.
bool is_own_service(std::string_view service) {
  return service == "policy" || service == "tables";
}

std::string socket_path(const std::string& service, const std::string& name, const ListenerRules& rules) {
  if (name.starts_with(kQueueDirectory)) {
    const std::string rest = name.substr(kQueueDirectory.size());
    return rules.queue_directory + (rest.starts_with('/') || rest.empty() ? rest : "/" + rest);
  }
  if (name.starts_with('/') || is_own_service(service)) {
    return name;
  }
  return rules.base_dir + "/" + name;
}

// Reads the keys of one block into a Listener; what it does not know stays in `options`.
class BlockReader {
 public:
  BlockReader(const Section& view, const Section& block, Listener& listener, Findings& findings)
      : view_(view), block_(block), listener_(listener), findings_(findings) {}

  void read() {
    for (const Setting& setting : block_.settings()) {
      const bool known = listener_.kind == Listener::Kind::inet ? read_inet(setting) : read_unix(setting);
      if (!known && setting.key == "type") {
        listener_.type = setting.value.text;
      } else if (!known) {
        listener_.options.push_back(setting);
      }
    }
  }

 private:
  template <class V, class M>
  void take(const Setting& setting, const base::Result<V, Problem>& parsed, M& out) {
    if (parsed) {
      out = *parsed;
    } else {
      findings_.error(setting.where, block_.title() + " { " + setting.key + " }: " + parsed.error());
    }
  }

  // A default like `user = $default_internal_user` was already expanded by the reader.
  bool read_unix(const Setting& setting) {
    if (setting.key == "mode") {
      take(setting, parse_octal(setting.value.text), listener_.mode);
    } else if (setting.key == "user") {
      listener_.user = setting.value.text;
    } else if (setting.key == "group") {
      listener_.group = setting.value.text;
    } else {
      return setting.key == "path";
    }
    return true;
  }

  bool read_inet(const Setting& setting) {
    if (setting.key == "address") {
      listener_.addresses = parse_words(setting.value.text);
    } else if (setting.key == "port") {
      take(setting, parse_port(setting.value.text), listener_.port);
    } else if (setting.key == "ssl") {
      refuse(setting, "TLS on a listener");
    } else if (setting.key == "haproxy") {
      refuse(setting, "HAProxy's address line on a listener");
    } else if (setting.key == "reuse_port") {
      take(setting, parse_bool(setting.value.text), listener_.reuse_port);
    } else {
      return setting.key == "name";
    }
    return true;
  }

  // What would change who is on the other side, and is not done here.
  void refuse(const Setting& setting, const char* what) {
    bool wanted = false;
    take(setting, parse_bool(setting.value.text), wanted);
    if (wanted) {
      report_unsupported(view_, block_.type() + "_" + setting.key, setting.where, what, findings_);
    }
  }

  const Section& view_;
  const Section& block_;
  Listener& listener_;
  Findings& findings_;
};

Listener read_listener(const Section& view, const Section& block, std::string_view service,
                       const ListenerRules& rules, Findings& findings) {
  Listener out;
  out.service = service;
  out.where = block.where();
  out.kind = block.type() == "inet_listener"   ? Listener::Kind::inet
             : block.type() == "fifo_listener" ? Listener::Kind::fifo
                                               : Listener::Kind::unix_socket;
  out.name =
      block.name().empty() ? block.text(out.kind == Listener::Kind::inet ? "name" : "path") : block.name();
  if (const BuiltIn* known = built_in(service, out.name);
      known != nullptr && out.kind != Listener::Kind::inet) {
    out.mode = known->mode;
    out.dovecot_builtin = known->dovecots_own;
  }
  BlockReader(view, block, out, findings).read();
  if (out.kind == Listener::Kind::inet) {
    if (out.addresses.empty()) {
      out.addresses = parse_words(view.text("listen"));
    }
    return out;
  }
  if (out.name.empty()) {
    findings.error(block.where(), block.type() + " needs a path");
    out.mode = 0;
  }
  out.path = socket_path(out.service, out.name, rules);
  return out;
}

}  // namespace

bool Listener::opens() const {
  return kind == Kind::inet ? port != 0 : mode != 0 && !dovecot_builtin;
}

std::string Listener::option(std::string_view key, std::string_view fallback) const {
  for (const Setting& setting : options) {
    if (setting.key == key) {
      return setting.value.text;
    }
  }
  return std::string(fallback);
}

ListenerRules listener_rules(const Document& document, const Section& view) {
  const bool theirs = document.flavour == Flavour::dovecot;
  return {view.text("base_dir", theirs ? "/run/dovecot" : "/run/dovetail"),
          view.text("queue_directory", "/var/spool/postfix")};
}

std::vector<Listener> listeners(const Document& document, const Section& view, std::string_view service,
                                const ListenerRules& rules, Findings& findings) {
  std::vector<Listener> out;
  const Section* section = view.section("service", service);
  if (section == nullptr) {
    return out;
  }
  for (const auto& block : section->sections()) {
    if (!block->type().ends_with("_listener")) {
      continue;
    }
    Listener listener = read_listener(view, *block, service, rules, findings);
    if (document.flavour == Flavour::dovetail) {
      listener.dovecot_builtin = false;  // below our own base_dir they are ours to open
    }
    const auto same = [&](const Listener& other) {
      return other.kind != Listener::Kind::inet && other.opens() && other.path == listener.path;
    };
    const auto twice = std::find_if(out.begin(), out.end(), same);
    if (listener.kind != Listener::Kind::inet && listener.opens() && twice != out.end()) {
      findings.error(listener.where,
                     "The listener " + listener.path + " is already at " + to_string(twice->where));
    }
    out.push_back(std::move(listener));
  }
  return out;
}

ServiceSettings service_settings(const Section& view, std::string_view service, Findings& findings) {
  ServiceSettings out;
  const Section* section = view.section("service", service);
  if (section == nullptr) {
    return out;
  }
  out.user = section->text("user");
  out.group = section->text("group");
  if (const Setting* limit = section->own("client_limit")) {
    const auto number = parse_number(limit->value.text);
    if (!number) {
      findings.error(limit->where, "client_limit: " + number.error());
    } else if (has_many_processes(service)) {
      findings.note(limit->where, section->title() + " { client_limit } has no effect here");
    } else {
      out.client_limit = *number;
    }
  }
  return out;
}

}  // namespace dovetail::config
