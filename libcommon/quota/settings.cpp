// SPDX-License-Identifier: MIT
#include "libcommon/quota/settings.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/quota/limits.hpp"

namespace dovetail::quota {

using base::Result;
using base::Unexpected;

namespace {

std::optional<Driver> driver_named(std::string_view name) {
  if (name == "maildir") return Driver::maildir;
  if (name == "dirsize") return Driver::dirsize;
  if (name == "count") return Driver::count;
  if (name == "fs") return Driver::fs;
  return std::nullopt;
}

// Numbered settings: quota_rule, quota_rule2, quota_rule3, …
std::string numbered(const std::string& name, std::size_t number) {
  return number == 1 ? name : name + std::to_string(number);
}

Result<Root> parse_root(std::string_view text) {
  const auto parts = base::split(text, ':');
  const auto driver = driver_named(parts.front());
  if (!driver) {
    return Unexpected(base::permanent("Unknown quota backend: " + std::string(parts.front())));
  }
  Root root;
  root.driver = *driver;
  root.name = parts.size() > 1 ? parts[1] : std::string_view();
  for (std::size_t i = 2; i < parts.size(); ++i) {
    if (parts[i] == "noenforcing") {
      root.enforced = false;
    } else if (parts[i] == "hidden") {
      root.hidden = true;
    } else if (parts[i].starts_with("ns=")) {
      root.prefix = parts[i].substr(3);
    }
  }
  return root;
}

Result<void> read_rules(Root& root, const std::string& root_name, SettingValue& value) {
  for (std::size_t number = 1; number <= kMaxRules; ++number) {
    const auto text = value(numbered(root_name + "_rule", number));
    if (!text) {
      break;
    }
    auto rule = parse_rule(*text);
    if (!rule) {
      return Unexpected(std::move(rule).error());
    }
    root.rules.add(*std::move(rule));
  }
  return {};
}

Result<void> read_grace(Root& root, const std::string& root_name, SettingValue& value) {
  const auto text = value(root_name + "_grace");
  if (!text) {
    return {};
  }
  const auto amount = parse_amount(*text, 1, true);
  if (!amount) {
    return Unexpected(amount.error());
  }
  root.grace = {amount->value, amount->percent};
  return {};
}

}  // namespace

Result<Settings> read_settings(SettingValue& value) {
  Settings settings;
  for (std::size_t number = 1; number <= kMaxRoots; ++number) {
    const std::string name = numbered("quota", number);
    const auto text = value(name);
    if (!text || text->empty()) {
      break;
    }
    auto root = parse_root(*text);
    Result<void> done = root ? read_rules(*root, name, value) : Result<void>(Unexpected(root.error()));
    if (done) {
      done = read_grace(*root, name, value);
    }
    if (!done) {
      return Unexpected(std::move(done).error());
    }
    settings.roots.push_back(*std::move(root));
  }
  if (const auto text = value("quota_max_mail_size")) {
    const auto amount = parse_amount(*text, 1, false);
    if (!amount) {
      return Unexpected(amount.error());
    }
    settings.max_mail_size = amount->value;
  }
  if (const auto text = value("quota_exceeded_message"); text && !text->empty()) {
    settings.exceeded_message = *text;
  }
  return settings;
}

Result<Settings> read_settings(const maildir::PluginSettings& plugin) {
  SettingValue value = [&plugin](const std::string& name) -> std::optional<std::string> {
    const auto found = plugin.find(name);
    return found == plugin.end() ? std::nullopt : std::optional(found->second);
  };
  return read_settings(value);
}

const config::Declarations& plugin_declarations() {
  static const config::Declarations all(
      "quota (with mail_plugins = quota)", "",
      {{"plugin/quota", "driver:name[:option...]", "",
        "How usage is counted: maildir (the file maildirsize), count, dirsize or fs; options noenforcing, "
        "hidden "
        "and ns=PREFIX; quota2, quota3, ... are further roots, quota2_rule their limits."},
       {"plugin/quota_rule", "mailbox:limits", "",
        "Limits, as *:storage=1G:messages=1000 or Trash:storage=+10%; quota_rule2, quota_rule3, ... are "
        "more."},
       {"plugin/quota_grace", "size or percent", "10%", "By how much the last mail may exceed the limit."},
       {"plugin/quota_max_mail_size", "size", "0", "Largest mail that is stored; 0: no limit."},
       {"plugin/quota_exceeded_message", "text", "Quota exceeded (mailbox for user is full)",
        "What the sender of a refused mail reads."}});
  return all;
}

}  // namespace dovetail::quota
