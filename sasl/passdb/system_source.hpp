// SPDX-License-Identifier: MIT
#pragma once

#include "sasl/passdb/source.hpp"

namespace dovetail::sasl {

// passdb { driver = passwd }: the system's accounts by getpwnam(3), which may ask a network: on a worker.
class SystemPassdb final : public Source {
 public:
  std::string_view driver() const override { return "passwd"; }
  Lookup look_up(const Subject& subject) override { return AskSystem{subject.user}; }
  Answer read_account(const Subject& subject, SystemReply reply) override;
  std::string_view cache_key() const override { return "%u"; }
};

// Asks the system. Blocks; safe from any thread.
SystemReply read_system_account(const std::string& user);

}  // namespace dovetail::sasl
