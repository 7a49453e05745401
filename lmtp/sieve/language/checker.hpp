// SPDX-License-Identifier: MIT
#pragma once

#include <any>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lmtp/sieve/language/diagnostics.hpp"
#include "lmtp/sieve/language/limits.hpp"
#include "lmtp/sieve/language/registry.hpp"

namespace dovetail::lmtp::sieve {

struct IncludeContext;
struct Settings;
class ScriptSource;

// What a compilation is allowed and told. `host` is for the extensions that need more (include: other
// scripts).
struct CompileOptions {
  ExtensionSet available;                             // what may be required
  std::size_t max_script_size = limits::kScriptSize;  // octets; 0: no limit
  std::size_t max_variables = 255;                    // of one script
  std::size_t max_redirects = 4;                      // 0: redirect is an error
  bool upload = false;  // checked for ManageSieve: a missing personal include is a warning only
  const Settings* settings = nullptr;         // what extensions look up at compile time; nullptr: defaults
  ScriptSource* includes = nullptr;           // nullptr: nothing can be included
  IncludeContext* include_context = nullptr;  // set where an included script is compiled
  void* host = nullptr;
};

// Goes once over the whole tree, fills in specs, tags and string parts, and reports every mistake once. It
// stops at nothing, so that an author sees all of them in one run.
class Checker {
 public:
  Checker(const Registry& registry, const CompileOptions& options, const std::string& script_name,
          Diagnostics& diagnostics);

  bool check(std::vector<Node>& commands);

  // For hooks.
  void error(unsigned line, std::string text) { diagnostics_.error(script_name_, line, std::move(text)); }
  void warning(unsigned line, std::string text) { diagnostics_.warning(script_name_, line, std::move(text)); }
  // For what counts only once the tree is otherwise right; "validation failed" does not follow then.
  void error_at_end(unsigned line, std::string text) {
    late({DiagnosticSeverity::error, script_name_, line, std::move(text)});
  }
  void late(Diagnostic diagnostic) { late_.push_back(std::move(diagnostic)); }
  bool enabled(std::string_view capability) const;
  const ExtensionSet& enabled_set() const { return enabled_; }
  // `capability` from now on; reports why not.
  bool require(const std::string& capability, unsigned line);
  // True if it could be required here, without saying or doing anything (ihave).
  bool can_require(std::string_view capability) const;
  const CompileOptions& options() const { return options_; }
  const Registry& registry() const { return registry_; }
  const std::string& script_name() const { return script_name_; }
  Diagnostics& diagnostics() { return diagnostics_; }
  // True the first time a text is passed: for what is reported only once.
  bool first_time(const std::string& what) { return reported_.insert(what).second; }
  // The commands around the current one, outermost first.
  bool at_top_level() const { return enclosing_.size() == 1; }
  const Node* previous_sibling() const { return previous_; }
  bool require_allowed() const { return require_allowed_; }
  // State an extension keeps during one compilation, made at the first call.
  template <class T>
  T& state(std::string_view key) {
    std::any& slot = states_[std::string(key)];
    if (!slot.has_value()) slot = T{};
    return *std::any_cast<T>(&slot);
  }
  // Resolves what stands in a string for all enabled string stages.
  bool expand(StringValue& value);

 private:
  bool check_block(std::vector<Node>& commands);
  bool check_command(Node& node);
  bool check_unreached(Node& node);
  bool check_test(Node& node);
  bool check_node(Node& node);
  bool check_arguments(Node& node);
  bool check_tags_known(const Node& node);
  bool check_tags(Node& node, std::size_t& at);
  bool check_tag_parameter(Node& node, const TagSpec& spec, std::size_t tag);
  bool check_optional_first(const Node& node, std::size_t at);
  bool check_positional(Node& node, std::size_t at);
  bool expand_arguments(Node& node);
  bool check_sub_tests(Node& node);
  bool check_test_list(Node& node);
  std::string unwanted_test(const Node& node) const;
  bool check_block_presence(Node& node);

  const Registry& registry_;
  const CompileOptions& options_;
  const std::string& script_name_;
  Diagnostics& diagnostics_;
  ExtensionSet enabled_;
  std::set<std::string> reported_;
  std::map<std::string, std::any> states_;
  std::vector<const Node*> enclosing_;
  const Node* previous_ = nullptr;
  bool require_allowed_ = true;
  std::vector<Diagnostic> late_;
};

// "the keep command", "the header test".
std::string described(const Node& node);
// A script's text for a message: control bytes replaced, cut to 80 bytes with "..." at the end.
std::string shown(std::string_view text);

}  // namespace dovetail::lmtp::sieve
