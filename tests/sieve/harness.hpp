// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lmtp/message/message.hpp"
#include "lmtp/sieve/language/script_source.hpp"
#include "lmtp/sieve/runtime/compile.hpp"
#include "lmtp/sieve/runtime/machine.hpp"
#include "lmtp/sieve/runtime/settings.hpp"

namespace dovetail::test {

// A message that the scripts under test have stored or sent.
struct Kept {
  std::string bytes;
  std::vector<std::string> flags;
  std::string from, to;  // envelope of a sent one
};

// The world around the scripts of one *.svtest file: message, envelope, folders, sent mail, settings,
// results. Commands of vnd.dovecot.testsuite work on it; the file itself is a script run by an ordinary
// Machine.
class Harness final : public lmtp::sieve::ScriptSource {
 public:
  explicit Harness(std::string file);

  // Runs the whole file; true if all its tests succeeded. Prints as the reference's runner does.
  // `all_must_fail`: the file is of those whose every test is to fail.
  bool run(bool verbose, bool all_must_fail);

  // Included scripts stand beside the file, in included/ and included-global/.
  std::optional<std::string> read(Place place, const std::string& name) override;

  // For the commands.
  void set_message(std::string bytes);
  void set_envelope(const std::string& part, const std::string& value);
  void set_config(const std::string& name, const std::string& value) { config_[name] = value; }
  void unset_config(const std::string& name) { config_.erase(name); }
  void apply_config();
  bool compile(const std::string& file);
  bool run_script(bool append);
  bool run_scripts(const std::vector<std::string>& files);
  bool execute_result();
  void reset_result();
  void begin_test(std::string name);
  void fail(const std::string& reason);
  void end_test();
  bool take_sent(std::size_t index);
  bool take_stored(const std::string& folder, std::size_t index);
  void save_script(const std::string& name) { saved_[name] = compiled_; }
  bool load_script(const std::string& name);
  void create_folder(const std::string& name) { folders_[name]; }
  void set_metadata(const std::string& mailbox, const std::string& name, const std::string& value) {
    metadata_[mailbox + "\n" + name] = value;
  }
  std::vector<std::string> action_names() const;
  const std::vector<std::string>& errors() const { return errors_; }
  lmtp::sieve::Machine& machine() { return *machine_; }
  const std::string& folder() const { return folder_; }

 private:
  std::shared_ptr<const lmtp::sieve::Script> compile_file(const std::string& path);
  lmtp::sieve::Answer answer(const lmtp::sieve::Question& question) const;
  lmtp::sieve::Input input();
  bool run_in(lmtp::sieve::Execution& execution, const std::shared_ptr<const lmtp::sieve::Script>& script);
  void keep_result(lmtp::sieve::Execution& execution);
  bool perform(const lmtp::sieve::Outcome& outcome);
  bool store(const lmtp::sieve::Store& store);

  std::string file_;
  std::string folder_;
  lmtp::sieve::Registry registry_;
  lmtp::sieve::Settings settings_;
  lmtp::sieve::CompileOptions options_;
  std::deque<std::string> messages_;  // bytes of every message there was: views must stay valid
  std::unique_ptr<lmtp::message::Message> message_;
  lmtp::sieve::Envelope envelope_;
  lmtp::sieve::Machine* machine_ = nullptr;  // of the file that runs
  std::map<std::string, std::string> config_;
  std::map<std::string, std::vector<Kept>> folders_;
  std::map<std::string, std::string> metadata_;
  std::vector<Kept> sent_;
  std::shared_ptr<const lmtp::sieve::Script> compiled_;
  std::map<std::string, std::shared_ptr<const lmtp::sieve::Script>> saved_;
  std::vector<std::string> errors_;
  std::string test_name_;
  bool test_failed_ = false;
  unsigned tests_ = 0;
  unsigned failed_ = 0;
  bool verbose_ = false;
};

lmtp::sieve::Extension testsuite_extension();

bool read_file(const std::string& path, std::string& text);

}  // namespace dovetail::test
