// SPDX-License-Identifier: MIT
#include "daemons/dovetail/postfix_lines.hpp"

#include "daemons/dovetail/service_units.hpp"
#include "libcommon/base/text.hpp"
#include "libcommon/table/migrate/convert.hpp"

namespace dovetail::cli {
namespace {

// As Postfix wants it: below the queue directory without that, so that it is right in a chroot, too.
std::string endpoint(const config::Listener& listener, const std::string& queue_directory) {
  if (listener.kind == config::Listener::Kind::inet) {
    const bool any = listener.addresses.empty() || listener.addresses.front() == "*" || listener.addresses.front() == "::";
    return "inet:" + (any ? std::string("127.0.0.1") : listener.addresses.front()) + ":" + std::to_string(listener.port);
  }
  const std::string below = queue_directory + "/";
  const bool inside = listener.path.starts_with(below);
  return "unix:" + (inside ? listener.path.substr(below.size()) : listener.path);
}

// One setting of `postconf -n`'s output, "" if it is not there.
std::string setting(std::string_view postconf, std::string_view name) {
  for (const std::string_view line : base::split(postconf, '\n')) {
    const auto pair = base::split_once(line, '=');
    if (pair && base::trimmed(pair->first) == name) {
      return std::string(base::trimmed(pair->second));
    }
  }
  return {};
}

class Lines {
 public:
  Lines(const config::Document& document, std::string_view postconf) : document_(document), postconf_(postconf) {}

  std::vector<std::string> write() {
    policy();
    const std::string auth = of("auth");
    say("dovetail-authd: SMTP AUTH");
    put("smtpd_sasl_type = dovecot");
    put("smtpd_sasl_path = " + (auth.starts_with("unix:") ? auth.substr(5) : auth));
    put("smtpd_sasl_auth_enable = yes");
    say("dovetail-lmtpd: delivery with Sieve and quota");
    put("virtual_transport = lmtp:" + of("lmtp"));
    tables();
    return std::move(out_);
  }

 private:
  // The first socket of a service that Postfix may use; the packaged one if the file names none.
  std::string of(const std::string& name) const {
    for (const ServiceUnit& service : service_units()) {
      if (name != service.service) {
        continue;
      }
      const config::Section view = config::resolve(document_, {.protocol = name});
      const auto queue = config::listener_rules(document_, view).queue_directory;
      for (const config::Listener& listener : wanted_listeners(document_, view, service)) {
        if (socket_unit_of(service, listener) == service.unit) {
          return endpoint(listener, queue);
        }
      }
      config::Listener packaged;
      packaged.path = service.socket;
      return endpoint(packaged, queue);
    }
    return {};
  }

  void policy() {
    say("dovetail-policyd: greylisting, and dovetail-quota-status: no mail for full mailboxes. Both belong behind "
        "reject_unauth_destination.");
    std::string restrictions = setting(postconf_, "smtpd_recipient_restrictions");
    if (restrictions.empty()) {
      restrictions = "permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination, reject_unlisted_recipient";
    }
    for (const char* service : {"quota-status", "policy"}) {
      const std::string check = "check_policy_service " + of(service);
      if (restrictions.find(check) == std::string::npos) {
        restrictions += ", " + check;
      }
    }
    put("smtpd_recipient_restrictions = " + restrictions);
  }

  void tables() {
    table::migrate::ConvertOptions options;
    options.endpoint = of("tables");
    const auto conversion = table::migrate::convert(postconf_, "", options);
    say("dovetail-tabled: mysql: and sqlite: tables over one socket (`dovetail table convert` knows more)");
    if (conversion.changed == 0) {
      put("# in place of mysql:/etc/postfix/NAME.cf: unionmap:{inline:{x.invalid=x},socketmap:" + options.endpoint + ":NAME}");
      return;
    }
    out_.insert(out_.end(), conversion.main_cf.begin(), conversion.main_cf.end());
    if (!conversion.dovetail.empty()) {
      say("and in /etc/dovetail/dovetail.conf:");
      for (const std::string& line : conversion.dovetail) {
        put("#   " + line);
      }
    }
  }

  void say(const std::string& comment) {
    out_.push_back(out_.empty() ? "# " + comment : "\n# " + comment);
  }
  void put(std::string line) { out_.push_back(std::move(line)); }

  const config::Document& document_;
  std::string_view postconf_;
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> postfix_lines(const config::Document& document, std::string_view postconf) {
  return Lines(document, postconf).write();
}

}  // namespace dovetail::cli
