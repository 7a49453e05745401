// SPDX-License-Identifier: MIT
#include "daemons/dovetail/service_units.hpp"

namespace dovetail::cli {

const std::vector<ServiceUnit>& service_units() {
  static const std::vector<ServiceUnit> units = {
      {"policy", "dovetail-policyd", "dovetail-policyd", "", "/var/spool/postfix/private/dovetail-policy"},
      {"quota-status", "dovetail-quota-status", "dovetail-policyd", " --service quota-status",
       "/var/spool/postfix/private/dovetail-quota", "dovetail-quota-status-multi-uid"},
      {"auth", "dovetail-authd", "dovetail-authd", "", "/var/spool/postfix/private/dovetail-auth"},
      {"lmtp", "dovetail-lmtpd", "dovetail-lmtpd", "", "/var/spool/postfix/private/dovetail-lmtp", "dovetail-lmtpd-multi-uid"},
      {"tables", "dovetail-tabled", "dovetail-tabled", "", "/var/spool/postfix/private/tabled"}};
  return units;
}

std::string socket_unit_of(const ServiceUnit& service, const config::Listener& listener) {
  const std::string unit = service.unit;
  if (unit != "dovetail-authd") {
    return unit;
  }
  const std::string name = listener.kind == config::Listener::Kind::inet ? listener.name : listener.path;
  const std::string kind = !listener.type.empty() ? listener.type : name.substr(name.find_last_of("-/") + 1);
  return kind == "userdb" || kind == "master" || kind == "login" ? unit + "-" + kind : unit;
}

std::vector<config::Listener> wanted_listeners(const config::Document& document, const config::Section& view,
                                               const ServiceUnit& service) {
  config::Findings seen_by_check;
  auto out = config::listeners(document, view, service.service, config::listener_rules(document, view), seen_by_check);
  std::erase_if(out, [](const config::Listener& listener) { return !listener.opens(); });
  return out;
}

std::string mail_root(const config::Section& view) {
  const std::string location = view.text("mail_location");
  const auto colon = location.find(':');
  std::string path = colon == std::string::npos ? location : location.substr(colon + 1);
  path = path.substr(0, path.find(':'));
  const auto variable = path.find('%');
  if (!path.starts_with('/')) {
    return {};  // ~/Maildir, or nothing: below the homes that the userdb answers
  }
  // The last whole folder before the first variable.
  const auto end = variable == std::string::npos ? path.size() : path.rfind('/', variable);
  return path.substr(0, end);
}

}  // namespace dovetail::cli
