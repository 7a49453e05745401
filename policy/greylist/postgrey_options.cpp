// SPDX-License-Identifier: MIT
#include "policy/greylist/postgrey_options.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "libcommon/base/text.hpp"

namespace dovetail::policy::greylist {
namespace {

using base::permanent;
using base::Unexpected;

enum class Value { none, required, optional };

struct Option {
  std::string_view name;
  Value value = Value::none;
  bool (*apply)(PostgreyOptions& options, std::string_view value) = nullptr;  // false: the value is wrong
};

bool set_octal(PostgreyOptions& options, std::string_view value) {
  const auto mode = base::to_number<unsigned>(value, 8);
  if (mode) options.socket_mode = *mode;
  return mode && *mode <= 0777;
}

bool set_queue(PostgreyOptions& options, std::string_view value) {
  const auto size = base::to_number<unsigned>(value);
  if (size) options.listen_queue = std::min(*size, 999U);
  return size.has_value();
}

// Options about the process; those about greylisting itself are in postgrey_setting.cpp.
constexpr std::array kProcessOptions = std::to_array<Option>({
    {"help", Value::none, [](PostgreyOptions& o, std::string_view) { o.action = PostgreyOptions::Action::help; return true; }},
    {"man", Value::none, [](PostgreyOptions& o, std::string_view) { o.action = PostgreyOptions::Action::manual; return true; }},
    {"version", Value::none, [](PostgreyOptions& o, std::string_view) { o.action = PostgreyOptions::Action::version; return true; }},
    {"unix", Value::required, [](PostgreyOptions& o, std::string_view v) { o.unix_paths.emplace_back(v); return !v.starts_with('-'); }},
    {"inet", Value::required, [](PostgreyOptions& o, std::string_view v) { o.inet.emplace_back(v); return true; }},
    {"socketmode", Value::required, set_octal},
    {"daemonize", Value::none, [](PostgreyOptions& o, std::string_view) { o.daemonize = true; return true; }},
    {"pidfile", Value::required, [](PostgreyOptions& o, std::string_view v) { o.pid_file = v; return true; }},
    {"user", Value::required, [](PostgreyOptions& o, std::string_view v) { if (v != "0") o.user = v; return true; }},
    {"group", Value::required, [](PostgreyOptions& o, std::string_view v) { if (v != "0") o.group = v; return true; }},
    {"dbdir", Value::required, [](PostgreyOptions& o, std::string_view v) { o.dbdir = v; return true; }},
    {"listen-queue-size", Value::required, set_queue},
    {"syslogfacility", Value::required, [](PostgreyOptions& o, std::string_view v) { o.facility = v; return true; }},
    {"syslog-facility", Value::required, [](PostgreyOptions& o, std::string_view v) { o.facility = v; return true; }},
    {"facility", Value::required, [](PostgreyOptions& o, std::string_view v) { o.facility = v; return true; }},
});

std::string_view long_name(std::string_view letter) {
  constexpr std::pair<std::string_view, std::string_view> kLetters[] = {
      {"h", "help"},     {"v", "verbose"}, {"q", "quiet"}, {"d", "daemonize"},
      {"n", "noaction"}, {"u", "unix"},    {"i", "inet"}};
  for (const auto& [short_name, name] : kLetters) {
    if (short_name == letter) return name;
  }
  return {};
}

// One option as it stands on the command line.
struct Word {
  std::string given;  // for messages
  std::string_view name;
  std::optional<std::string_view> value;
};

std::optional<Word> read_word(std::string_view argument) {
  if (argument.size() < 2 || argument.front() != '-' || argument == "--") return std::nullopt;
  if (!argument.starts_with("--")) {
    const std::string_view name = long_name(argument.substr(1));
    return Word{std::string(argument.substr(1)), name, std::nullopt};
  }
  const auto parts = base::split_once(argument.substr(2), '=');
  if (!parts) return Word{std::string(argument.substr(2)), argument.substr(2), std::nullopt};
  return Word{std::string(parts->first), parts->first, parts->second};
}

const Option* process_option(std::string_view name) {
  const auto found = std::find_if(kProcessOptions.begin(), kProcessOptions.end(),
                                  [&](const Option& option) { return option.name == name; });
  return found == kProcessOptions.end() ? nullptr : &*found;
}

Value value_of(std::string_view name, bool& known) {
  if (name == "auto-whitelist-clients") return known = true, Value::optional;
  for (const SettingOption& option : setting_options()) {
    if (name == option.name) return known = true, option.has_value ? Value::required : Value::none;
  }
  const Option* option = process_option(name);
  known = option != nullptr;
  return known ? option->value : Value::none;
}

base::Result<void> apply(PostgreyOptions& options, std::string_view name, std::string_view value) {
  const Option* option = process_option(name);
  if (option == nullptr) return apply_postgrey_option(options.settings, name, value);
  if (!option->apply(options, value)) {
    return Unexpected(
        permanent("Value \"" + std::string(value) + "\" invalid for option " + std::string(name)));
  }
  return {};
}

base::Result<void> read_all(std::span<const std::string> arguments, PostgreyOptions& options) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    auto word = read_word(arguments[i]);
    if (!word) break;
    if (word->name == "noaction" || word->name == "no-action") {
      return Unexpected(permanent("ERROR: don't know how to \"no-action\"."));
    }
    bool known = false;
    const Value wanted = value_of(word->name, known);
    if (!known) return Unexpected(permanent("Unknown option: " + word->given));
    if (wanted == Value::none && word->value) {
      return Unexpected(permanent("Option " + word->given + " does not take an argument"));
    }
    const bool last = i + 1 == arguments.size();
    if (wanted == Value::required && !word->value) {  // whatever the next word looks like: "-wait %s" is a text
      if (last) return Unexpected(permanent("Option " + word->given + " requires an argument"));
      word->value = arguments[++i];
    }
    if (wanted == Value::optional && !word->value && !last && !read_word(arguments[i + 1])) {
      word->value = arguments[++i];
    }
    if (auto done = apply(options, word->name, word->value.value_or("")); !done) return done;
  }
  return {};
}

}  // namespace

bool looks_like_postgrey(std::span<const std::string> arguments) {
  return std::any_of(arguments.begin(), arguments.end(), [](const std::string& argument) {
    return argument == "-u" || argument == "-i" || argument == "--unix" || argument == "--inet" ||
           argument.starts_with("--unix=") || argument.starts_with("--inet=");
  });
}

base::Result<PostgreyOptions> parse_postgrey(std::span<const std::string> arguments) {
  PostgreyOptions options;
  const InstalledDefaults& installed = installed_defaults();
  options.user = installed.user;
  options.group = installed.group;
  options.dbdir = installed.dbdir;
  if (auto read = read_all(arguments, options); !read) return Unexpected(std::move(read).error());
  if (options.action != PostgreyOptions::Action::serve) return options;
  if (options.unix_paths.empty() && options.inet.empty()) {
    return Unexpected(permanent("ERROR: --unix or --inet must be specified"));
  }
  if (options.settings.client_lists.empty()) options.settings.client_lists = installed.client_lists;
  if (options.settings.recipient_lists.empty()) options.settings.recipient_lists = installed.recipient_lists;
  options.settings.database = options.dbdir + "/dovetail-greylist.db";
  return options;
}

std::string postgrey_help() {
  return R"(Usage:
    postgrey [options...]        (dovetail-policyd, with Postgrey's options)

     -h, --help              display this help and exit
         --version           output version information and exit
     -v, --verbose           log each connection
     -q, --quiet             do not log each decision
         --syslog-facility=F syslog facility to use (default: mail)
     -u, --unix=PATH         listen on unix socket PATH; may be repeated
         --socketmode=MODE   its permission (default: 0666)
     -i, --inet=[HOST:]PORT  listen on PORT, localhost if HOST is not specified; may be repeated
     -d, --daemonize         run in the background
         --pidfile=PATH      put the daemon's pid into this file
         --user=USER         run as USER (default: )" +
         installed_defaults().user + R"()
         --group=GROUP       run as group GROUP (default: )" +
         installed_defaults().group + R"()
         --dbdir=PATH        keep the database in PATH (default: )" +
         installed_defaults().dbdir + R"()
         --delay=N           greylist for N seconds (default: 300)
         --max-age=N         forget what was not seen for N days (default: 35)
         --retry-window=N    allow only N days for the first retry, Nh: hours (default: 2)
         --greylist-action=A if greylisted, return A to Postfix (default: DEFER_IF_PERMIT)
         --greylist-text=TXT response when a mail is greylisted
         --lookup-by-subnet  key on the client's network (default)
         --ipv4cidr=N        length of IPv4 networks (default: 24)
         --ipv6cidr=N        length of IPv6 networks (default: 64)
         --lookup-by-host    key on the client's address
         --privacy           store data using one-way hash functions
         --hostname=NAME     set the host name (default: the system's)
         --exim              close the connection after every reply
         --whitelist-clients=FILE     may be repeated; replaces the default files
         --whitelist-recipients=FILE  may be repeated; replaces the default files
         --auto-whitelist-clients=N   whitelist a client after N first passes (default: 5; 0: never)
         --listen-queue-size=N        allow for N waiting connections to a socket
         --x-greylist-header=TXT      header of a mail that was delayed
)";
}

}  // namespace dovetail::policy::greylist
