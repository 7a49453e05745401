// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include "libcommon/base/text.hpp"
#include "libcommon/config/foreign.hpp"
#include "libcommon/config/typed.hpp"

namespace dovetail::config {
namespace {

struct Plugin {
  std::string_view name;
  std::string_view what;
};

// Plugins of `mail_plugins` that change what a delivered mail becomes.
constexpr std::array<Plugin, 10> kPlugins = {{{"acl", "access control lists of folders"},
                                              {"fs_crypt", "encryption of stored mails"},
                                              {"listescape", "escaped folder names"},
                                              {"mail_compress", "compression of stored mails"},
                                              {"mail_crypt", "encryption of stored mails"},
                                              {"mail_filter", "filtering of stored mails"},
                                              {"mail_lua", "delivery scripts in Lua"},
                                              {"push_notification", "notification of deliveries"},
                                              {"replication", "replication of delivered mails"},
                                              {"zlib", "compression of stored mails"}}};

// Mailbox formats other than Maildir.
constexpr std::array<std::string_view, 8> kFormats = {"mbox",  "sdbox", "mdbox", "dbox",
                                                      "cydir", "imapc", "pop3c", "obox"};

constexpr std::string_view kWarning = "quota_warning";  // and with a number behind it

struct Switch {
  std::string_view key;
  bool Concerns::*concern;
  std::string_view what;
};
constexpr std::array<Switch, 3> kSwitches = {
    {{"auth_policy_server_url", &Concerns::login, "an auth policy server"},
     {"auth_use_winbind", &Concerns::login, "winbind"},
     {"lmtp_proxy", &Concerns::delivery, "forwarding to other LMTP servers"}}};

class Check {
 public:
  Check(const Section& view, const Concerns& concerns, Findings& findings)
      : view_(view), concerns_(concerns), findings_(findings) {}

  void run() {
    switches();
    if (concerns_.delivery) {
      plugins();
      quota_warnings();
      if (const Setting* chroot = view_.own("mail_chroot");
          chroot != nullptr && !chroot->value.text.empty()) {
        report_unsupported(view_, "mail_chroot", chroot->where, "a chroot for mail processes", findings_);
      }
    }
    if (concerns_.delivery || concerns_.quota) {
      format();
    }
  }

 private:
  void switches() {
    for (const Switch& one : kSwitches) {
      const Setting* setting = concerns_.*one.concern ? view_.own(one.key) : nullptr;
      if (setting != nullptr && !setting->value.text.empty() &&
          parse_bool(setting->value.text).value_or(true)) {
        report_unsupported(view_, one.key, setting->where, std::string(one.what), findings_);
      }
    }
  }

  void plugins() {
    const Setting* setting = view_.own("mail_plugins");
    if (setting == nullptr) {
      return;
    }
    for (const std::string& word : parse_words(setting->value.text)) {
      const auto at =
          std::find_if(kPlugins.begin(), kPlugins.end(), [&](const Plugin& p) { return p.name == word; });
      if (at != kPlugins.end()) {
        report_unsupported(view_, word, setting->where, std::string(at->what), findings_);
      }
    }
  }

  // No mail is changed by it, but users may count on the message that it sends.
  void quota_warnings() {
    const Section* plugin = view_.section("plugin");
    if (plugin == nullptr || is_ignored(view_, "quota_warning")) {
      return;
    }
    for (const Setting& setting : plugin->settings()) {
      const std::string_view number =
          std::string_view(setting.key).substr(std::min(setting.key.size(), kWarning.size()));
      if (setting.key.starts_with(kWarning) && std::all_of(number.begin(), number.end(), base::is_digit)) {
        findings_.warning(setting.where, setting.key + ": nothing is run when a mailbox crosses a limit");
      }
    }
  }

  void format() {
    const Setting* setting = view_.own("mail_location");
    if (setting == nullptr) {
      return;
    }
    const std::string driver = setting->value.text.substr(0, setting->value.text.find(':'));
    if (std::find(kFormats.begin(), kFormats.end(), driver) != kFormats.end()) {
      report_unsupported(view_, "mail_location", setting->where, "the mailbox format " + driver, findings_);
    }
  }

  const Section& view_;
  const Concerns& concerns_;
  Findings& findings_;
};

}  // namespace

bool is_ignored(const Section& view, std::string_view name) {
  const auto accepted = parse_words(view.text("dovetail_ignore"));
  return std::find(accepted.begin(), accepted.end(), name) != accepted.end();
}

void report_unsupported(const Section& view, std::string_view name, const Position& where,
                        const std::string& what, Findings& findings) {
  if (!is_ignored(view, name)) {
    findings.error(where, "Not supported: " + what + " (" + std::string(name) +
                              "); to go on without it, write " + "dovetail_ignore = " + std::string(name));
  }
}

void check_unsupported(const Section& view, const Concerns& concerns, Findings& findings) {
  Check(view, concerns, findings).run();
}

}  // namespace dovetail::config
