// SPDX-License-Identifier: MIT
#include "libcommon/config/show.hpp"

#include "daemons/dovetail/config_commands.hpp"
#include "daemons/dovetail/config_file.hpp"
#include "libcommon/base/text.hpp"
#include "libcommon/config/listeners.hpp"

namespace dovetail::cli {
namespace {

constexpr Option kOptions[] = {
    kConfigOption,
    {'n', "not-default", "", "Only settings that differ from their default."},
    {'f', "filter", "NAME=VALUE", "What holds for protocol=, local=, remote= or lname= (may be repeated)."},
    {'v', "values", "", "Of the named settings, the bare values, one a line."}};

constexpr Option kSampleOptions[] = {
    {0, "manual", "", "The list of settings for the manual page dovetail.conf(5) instead."},
    {0, "names", "", "The source libcommon/config/suite_tables.cpp instead."}};

void print_lines(std::string_view text, Console& console) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    console.out(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

// -f options as a context; false for a name that is no filter.
bool read_filters(const Invocation& invocation, config::FilterContext& context) {
  for (const auto& [option, value] : invocation.options) {
    if (option != "filter") {
      continue;
    }
    const auto pair = base::split_once(value, '=');
    const std::string_view name = pair ? pair->first : std::string_view{};
    std::string* target = name == "protocol" || name == "service" ? &context.protocol
                          : name == "local"                       ? &context.local_ip
                          : name == "remote"                      ? &context.remote_ip
                          : name == "lname"                       ? &context.local_name
                                                                  : nullptr;
    if (target == nullptr) {
      return false;
    }
    *target = pair->second;
  }
  return true;
}

// The value that holds: as written, as declared, or Dovecot's default.
std::optional<config::Value> value_of(const config::Section& view, const std::string& name) {
  if (const config::Setting* setting = view.find(name)) {
    return setting->value;
  }
  for (const config::SchemaBase* schema : all_schemas()) {
    if (const auto* declared = schema->section_type().empty() ? schema->find(name) : nullptr) {
      return config::Value{config::Value::Kind::text, declared->default_text};
    }
  }
  if (const std::string* fallback = config::dovecot_default(name)) {
    return config::Value{config::Value::Kind::text, *fallback};
  }
  return std::nullopt;
}

int show_names(const config::Document& document, const Invocation& invocation, Console& console) {
  int status = kSuccess;
  const config::ListenerRules rules = config::listener_rules(document, document.root);
  for (const std::string& name : invocation.arguments) {
    auto value = value_of(document.root, name);
    if (name == "base_dir") {
      value->text = rules.base_dir;  // its default depends on whose file it is
    }
    if (!value) {
      console.err("no setting " + name);
      status = kNotFound;
    } else if (!invocation.has("values")) {
      console.out(config::show_setting(name, *value));
    } else if (value->kind == config::Value::Kind::file) {
      console.out("<" + value->text);
    } else {
      console.out(config::is_secret(name.substr(name.rfind('/') + 1)) ? "# hidden" : value->text);
    }
  }
  return status;
}

int run_show(const Invocation& invocation, Console& console) {
  config::FilterContext context;
  if (!read_filters(invocation, context)) {
    console.err("dovetail config show: a filter is protocol=, local=, remote= or lname=");
    return kUsage;
  }
  config::Findings findings;
  config::Document document = config::load(invocation.config_file(), config::DiskSource(), findings);
  for (const config::Finding& finding : findings.sorted()) {
    console.err(config::to_string(finding));
  }
  if (findings.has_errors()) {
    return status_of(findings);
  }
  if (invocation.has("filter") || !invocation.arguments.empty()) {
    document.root = config::resolve(document, context);
  }
  if (!invocation.arguments.empty()) {
    return show_names(document, invocation, console);
  }
  const auto what = invocation.has("not-default") ? config::ShowWhat::not_default : config::ShowWhat::all;
  print_lines(config::show(document, all_schemas(), what), console);
  return kSuccess;
}

int run_sample(const Invocation& invocation, Console& console) {
  print_lines(invocation.has("manual")  ? config::manual(all_schemas())
              : invocation.has("names") ? config::names_source(all_schemas())
                                        : config::sample(all_schemas()),
              console);
  return kSuccess;
}

}  // namespace

const Command kConfigShow = {
    "config", "show",  "[NAME ...]",
    0,        1000,    "The settings that hold; -n: those that differ from their default.",
    kOptions, run_show};

const Command kConfigSample = {
    "config",       "sample",  "", 0, 0, "A commented dovetail.conf with every setting and its default.",
    kSampleOptions, run_sample};

}  // namespace dovetail::cli
