// SPDX-License-Identifier: MIT
#pragma once

#include "sasl/passdb/passwd_file.hpp"
#include "sasl/passdb/source.hpp"

namespace dovetail::sasl {

// args of the passwd-file drivers: `[scheme=X] [username_format=%u] /path/with/%d`.
struct PasswdFileArgs {
  std::string scheme = "CRYPT";
  std::string user_format = "%u";
  std::string path;
};
PasswdFileArgs parse_passwd_file_args(std::string_view args);

// Finds a subject's line; shared by the passdb and the userdb driver.
class PasswdFileLookup {
 public:
  explicit PasswdFileLookup(PasswdFileArgs args);
  // Null: no such user.
  base::Result<const PasswdEntry*> find(const Subject& subject);
  // All names; for paths without variables only.
  base::Result<std::vector<std::string>> users();
  const PasswdFileArgs& args() const { return args_; }
  PasswdFiles& files() { return files_; }
  const PasswdFiles& files() const { return files_; }

 private:
  base::Result<const PasswdEntries*> entries(const Subject& subject);

  PasswdFileArgs args_;
  bool path_varies_;
  PasswdFiles files_;
};

class PasswdFilePassdb final : public Source {
 public:
  explicit PasswdFilePassdb(PasswdFileArgs args) : lookup_(std::move(args)) {}
  std::string_view driver() const override { return "passwd-file"; }
  Lookup look_up(const Subject& subject) override;
  void begin_turn() override { lookup_.files().begin_turn(); }
  std::vector<std::string> take_complaints() override { return lookup_.files().take_complaints(); }
  std::string_view default_scheme() const override { return lookup_.args().scheme; }

 private:
  PasswdFileLookup lookup_;
};

}  // namespace dovetail::sasl
