// SPDX-License-Identifier: MIT
#include "daemons/dovetail/drop_ins.hpp"

#include <cstdio>
#include <filesystem>
#include <map>

#include "daemons/dovetail/service_units.hpp"
#include "libcommon/config/typed.hpp"

namespace dovetail::cli {
namespace {

std::string octal(unsigned mode) {
  char buffer[16];
  std::snprintf(buffer, sizeof buffer, "%04o", mode);
  return buffer;
}

// systemd takes no relative path; they mean the folder of whoever asks, as they would for a daemon started there.
std::string absolute(const std::string& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

std::string line(const char* key, const std::string& value) {
  return value.empty() ? std::string() : std::string(key) + "=" + value + "\n";
}

// The body of [Socket] for one listener.
std::string socket_lines(const config::Listener& listener, const std::vector<std::string>& everywhere) {
  if (listener.kind != config::Listener::Kind::inet) {
    return "ListenStream=" + absolute(listener.path) + "\n" + line("SocketUser", listener.user) +
           line("SocketGroup", listener.group) + "SocketMode=" + octal(listener.mode) + "\n";
  }
  std::string out;
  const auto& addresses = listener.addresses.empty() ? everywhere : listener.addresses;
  for (const std::string& address : addresses) {
    const std::string port = std::to_string(listener.port);
    const bool any = address == "*" || address == "::";
    const bool v6 = address.find(':') != std::string::npos;
    out += "ListenStream=" +
           (any ? (v6 ? "[::]:" : "0.0.0.0:") + port : (v6 ? "[" + address + "]" : address) + ":" + port) +
           "\n";
  }
  // Both families by name: a [::] socket must leave IPv4 to the other.
  return out + (addresses.size() > 1 ? "BindIPv6Only=ipv6-only\n" : "") +
         (listener.reuse_port ? "ReusePort=yes\n" : "");
}

class Writer {
 public:
  Writer(const config::Document& document, std::string program_folder)
      : document_(document), folder_(std::move(program_folder)) {}

  std::vector<UnitFile> write() {
    for (const ServiceUnit& service : service_units()) {
      const config::Section view = config::resolve(document_, {.protocol = service.service});
      units_of(service, view);
      if (service.several_uids != nullptr && mail_user(view).empty()) {
        ServiceUnit several = service;  // no mail user is named: perhaps each user has an own uid
        several.unit = service.several_uids;
        units_of(several, view);
      }
    }
    return std::move(files_);
  }

 private:
  void units_of(const ServiceUnit& service, const config::Section& view) {
    const auto wanted = wanted_listeners(document_, view, service);
    for (const config::Listener& listener : wanted) {
      socket(service, view, listener);
    }
    if (!wanted.empty()) {
      service_drop_in(service, view);
    }
  }

  void socket(const ServiceUnit& service, const config::Section& view, const config::Listener& listener) {
    const std::string unit = socket_unit_of(service, listener);
    const std::string body = socket_lines(listener, config::parse_words(view.text("listen", "*, ::")));
    const unsigned number = ++sockets_[unit];
    if (number == 1) {
      add(unit + ".socket.d/dovetail.conf",
          "[Unit]\nConditionPathIsDirectory=\n\n[Socket]\nListenStream=\n" + body);
      return;
    }
    const std::string name = unit + "-" + std::to_string(number);
    add(name + ".socket", "[Unit]\nDescription=" + std::string(service.unit) + ", socket " +
                              std::to_string(number) + "\n\n[Socket]\n" + body + "Service=" + service.unit +
                              ".service\nBacklog=1024\nRemoveOnStop=yes\nTriggerLimitIntervalSec=0\n\n"
                              "[Install]\nWantedBy=sockets.target\n");
  }

  void service_drop_in(const ServiceUnit& service, const config::Section& view) {
    std::string body;
    if (document_.main_file != config::kDefaultFile) {
      const std::string command = folder_ + "/" + service.program + service.options + " -c " + absolute(document_.main_file);
      body += "ExecStart=\nExecStart=" + command + "\nExecReload=\nExecReload=" + command +
              " --check\nExecReload=/bin/kill -HUP $MAINPID\n";
    }
    const std::string name = service.service;
    if (name == "lmtp" || name == "quota-status") {
      body += mail_user(view) + mail_folder(view, name == "lmtp");
    }
    if (!body.empty()) {
      add(std::string(service.unit) + ".service.d/dovetail.conf", "[Service]\n" + body);
    }
  }

  // One user for all mail: mail_uid, or the only uid that is allowed.
  static std::string mail_user(const config::Section& view) {
    const auto only = [&](const char* one, const char* first, const char* last) {
      const std::string written = view.text(one);
      const std::string lowest = view.text(first);
      return !written.empty()                               ? written
             : !lowest.empty() && lowest == view.text(last) ? lowest
                                                            : std::string();
    };
    return line("User", only("mail_uid", "first_valid_uid", "last_valid_uid")) +
           line("Group", only("mail_gid", "first_valid_gid", "last_valid_gid"));
  }

  static std::string mail_folder(const config::Section& view, bool writes) {
    const std::string root = mail_root(view);
    std::string out;
    if (writes && !root.empty() && root != "/var/vmail") {
      out += "ReadWritePaths=-" + root + "\n";
    }
    const bool in_homes = root.empty() || root == "/home" || root.starts_with("/home/");
    return out + (in_homes ? "ProtectHome=no\n" : "");
  }

  void add(std::string path, std::string content) { files_.push_back({std::move(path), std::move(content)}); }

  const config::Document& document_;
  std::string folder_;
  std::vector<UnitFile> files_;
  std::map<std::string, unsigned> sockets_;
};

}  // namespace

std::vector<UnitFile> drop_ins(const config::Document& document, const std::string& program_folder) {
  return Writer(document, program_folder).write();
}

}  // namespace dovetail::cli
