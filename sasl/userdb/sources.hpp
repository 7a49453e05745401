// SPDX-License-Identifier: MIT
#pragma once

#include "sasl/passdb/passwd_file_source.hpp"
#include "sasl/passdb/source.hpp"
#include "sasl/passdb/static_source.hpp"

namespace dovetail::sasl {

// userdb { driver = passwd-file }: uid, gid, home and the extra fields that begin with `userdb_`.
class PasswdFileUserdb final : public Source {
 public:
  explicit PasswdFileUserdb(PasswdFileArgs args) : lookup_(std::move(args)) {}
  std::string_view driver() const override { return "passwd-file"; }
  bool uses_password() const override { return lookup_.files().may_want_password(); }
  Lookup look_up(const Subject& subject) override;
  void begin_turn() override { lookup_.files().begin_turn(); }
  std::vector<std::string> take_complaints() override { return lookup_.files().take_complaints(); }
  std::variant<std::vector<std::string>, AskSql, Broken> list(const Subject& subject) override;

 private:
  PasswdFileLookup lookup_;
};

// userdb { driver = static }: the same fields for everybody. Whether the user exists is the passdbs' to say,
// unless allow_all_users=yes.
class StaticUserdb final : public Source {
 public:
  explicit StaticUserdb(std::string_view args);
  std::string_view driver() const override { return "static"; }
  Lookup look_up(const Subject& subject) override;
  bool uses_password() const override { return template_.uses("password"); }
  bool everybody_exists() const { return everybody_; }

 private:
  FieldTemplate template_;
  bool everybody_ = false;
};

// userdb { driver = prefetch }: what the passdb returned with `userdb_`; nothing for a lookup without a
// login.
class PrefetchUserdb final : public Source {
 public:
  std::string_view driver() const override { return "prefetch"; }
  Lookup look_up(const Subject& subject) override;
};

// userdb { driver = passwd }.
class SystemUserdb final : public Source {
 public:
  std::string_view driver() const override { return "passwd"; }
  Lookup look_up(const Subject& subject) override { return AskSystem{subject.user}; }
  Answer read_account(const Subject& subject, SystemReply reply) override;
  std::string_view cache_key() const override { return "%u"; }
};

// userdb { driver = sql }: user_query and iterate_query of dovecot-sql.conf.ext.
class SqlUserdb final : public Source {
 public:
  SqlUserdb(std::size_t database, SqlTemplate query, SqlTemplate iterate);
  std::string_view driver() const override { return "sql"; }
  Lookup look_up(const Subject& subject) override;
  Answer read_rows(const Subject& subject, SqlReply reply) override;
  bool uses_password() const override { return query_.variables().contains("password"); }
  std::string_view cache_key() const override { return cache_key_; }
  std::variant<std::vector<std::string>, AskSql, Broken> list(const Subject& subject) override;
  std::vector<std::string> read_users(const Rows& rows) const override;

 private:
  std::size_t database_;
  SqlTemplate query_;
  SqlTemplate iterate_;
  std::string cache_key_;
};

}  // namespace dovetail::sasl
