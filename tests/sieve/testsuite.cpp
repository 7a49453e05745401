// SPDX-License-Identifier: MIT
// The commands of vnd.dovecot.testsuite, the language of *.svtest files.
#include "libcommon/base/text.hpp"
#include "lmtp/sieve/extensions/header_values.hpp"
#include "lmtp/sieve/runtime/builder.hpp"
#include "lmtp/sieve/runtime/matcher.hpp"
#include "tests/sieve/testsuite_call.hpp"

namespace dovetail::test {

using namespace lmtp::sieve;

namespace {

using Arguments = Call::Arguments;

bool set(Harness& h, const Arguments& a) {
  const std::string name = base::lowered(a.positional[0][0]);
  if (name == "message") {
    h.set_message(a.positional[1][0]);
  } else if (name.starts_with("envelope.")) {
    h.set_envelope(name.substr(9), a.positional[1][0]);
  }
  return true;
}

bool script_compile(Harness& h, const Arguments& a) {
  return h.compile(a.positional[0][0]);
}
bool script_run(Harness& h, const Arguments& a) {
  return h.run_script(a.append);
}
bool multiscript(Harness& h, const Arguments& a) {
  return h.run_scripts(a.positional[0]);
}
bool result_execute(Harness& h, const Arguments&) {
  return h.execute_result();
}
bool nothing(Harness&, const Arguments&) {
  return true;
}
bool binary_load(Harness& h, const Arguments& a) {
  return h.load_script(a.positional[0][0]);
}

bool result_reset(Harness& h, const Arguments&) {
  h.reset_result();
  return true;
}

bool binary_save(Harness& h, const Arguments& a) {
  h.save_script(a.positional[0][0]);
  return true;
}

bool mailbox_create(Harness& h, const Arguments& a) {
  h.create_folder(a.positional[0][0]);
  return true;
}

bool config_set(Harness& h, const Arguments& a) {
  h.set_config(a.positional[0][0], a.positional[1][0]);
  return true;
}

bool config_unset(Harness& h, const Arguments& a) {
  h.unset_config(a.positional[0][0]);
  return true;
}

bool config_reload(Harness& h, const Arguments&) {
  h.apply_config();
  return true;
}

bool metadata_set(Harness& h, const Arguments& a) {
  h.set_metadata(a.mailbox, a.positional[0][0], a.positional[1][0]);
  return true;
}

bool take_message(Harness& h, const Arguments& a) {
  return a.has_folder ? h.take_stored(a.folder, a.number) : h.take_sent(a.number);
}

// Tests on a list of values: errors, actions.
class ListTest final : public Operation {
 public:
  using Values = std::vector<std::string> (*)(Harness&);
  ListTest(const Node& node, Values values) : rule_(node, 0), values_(values) {
    if (const TagUse* use = node.tag("index")) index_ = node.parameter(*use).number;
  }
  Flow run(Machine& machine) const override {
    MatchRun match(machine, rule_);
    const auto values = values_(harness(machine));
    for (std::size_t i = 0; i < values.size(); ++i) {
      if ((index_ == 0 || index_ == i + 1) && match.add(values[i])) break;
    }
    return machine.answer_test(match.finish());
  }

 private:
  MatchRule rule_;
  Values values_;
  std::uint64_t index_ = 0;
};

std::vector<std::string> errors_of(Harness& h) {
  return h.errors();
}
std::vector<std::string> actions_of(Harness& h) {
  return h.action_names();
}

template <ListTest::Values values>
void build_list_test(const Node& node, Builder& builder) {
  builder.emit(std::make_unique<ListTest>(node, values));
}

bool check_list_test(Node& node, Checker& checker) {
  return check_match(node, 0, checker);
}

std::string path_variable(const std::string&, Machine& machine) {
  return harness(machine).folder();
}

CommandSpec command(const char* name, BuildHook build, std::vector<Parameter> parameters = {}) {
  return {.name = name, .parameters = std::move(parameters), .build = build};
}

CommandSpec test(const char* name, BuildHook build, std::vector<Parameter> parameters = {}) {
  return {.name = name, .is_test = true, .parameters = std::move(parameters), .build = build};
}

}  // namespace

Extension testsuite_extension() {
  const Parameter name{"name", ValueKind::string};
  const Parameter value{"value", ValueKind::string};
  Extension extension;
  extension.name = "vnd.dovecot.testsuite";
  extension.commands = {
      {.name = "test", .parameters = {name}, .block = Block::required, .build = build_test},
      command("test_fail", build_fail, {{"reason", ValueKind::string}}),
      command("test_set", build_call<set>, {name, value}),
      command("test_result_reset", build_call<result_reset>),
      command("test_result_print", build_call<nothing>),
      command("test_message_print", build_call<nothing>),
      command("test_mailbox_create", build_call<mailbox_create>, {name}),
      command("test_mailbox_delete", build_call<nothing>, {name}),
      command("test_config_set", build_call<config_set>, {name, value}),
      command("test_config_unset", build_call<config_unset>, {name}),
      command("test_config_reload", build_call<config_reload>),
      command("test_binary_load", build_call<binary_load>, {name}),
      command("test_binary_save", build_call<binary_save>, {name}),
      command("test_imap_metadata_set", build_call<metadata_set>, {name, value}),
      test("test_script_compile", build_call<script_compile>, {name}),
      test("test_script_run", build_call<script_run>),
      test("test_multiscript", build_call<multiscript>, {{"scripts", ValueKind::string_list}}),
      test("test_result_execute", build_call<result_execute>),
      {.name = "test_error",
       .is_test = true,
       .parameters = {{"key list", ValueKind::string_list}},
       .slots = {kMatchTypeSlot, kComparatorSlot},
       .check = check_list_test,
       .build = build_list_test<errors_of>},
      {.name = "test_result_action",
       .is_test = true,
       .parameters = {{"key list", ValueKind::string_list}},
       .slots = {kMatchTypeSlot, kComparatorSlot},
       .check = check_list_test,
       .build = build_list_test<actions_of>},
      {.name = "test_message",
       .is_test = true,
       .parameters = {{"index", ValueKind::number}},
       .build = build_call<take_message>,
       .is_both = true},
  };
  extension.tags = {
      {.name = "index", .commands = {"test_error", "test_result_action"}, .parameter = ValueKind::number},
      {.name = "append_result", .commands = {"test_script_run"}},
      {.name = "smtp", .commands = {"test_message"}},
      {.name = "folder", .commands = {"test_message"}, .parameter = ValueKind::string},
      {.name = "mailbox", .commands = {"test_imap_metadata_set"}, .parameter = ValueKind::string},
      {.name = "extension", .commands = {"test_config_reload"}, .parameter = ValueKind::string},
  };
  extension.namespaces = {{"tst", [](std::string_view, unsigned, Checker&) { return true; }, path_variable}};
  extension.by_default = false;
  return extension;
}

}  // namespace dovetail::test
