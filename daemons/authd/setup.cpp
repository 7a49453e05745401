// SPDX-License-Identifier: MIT
#include "daemons/authd/setup.hpp"

#include "libcommon/daemon/configuration.hpp"
#include "sasl/listener_kind.hpp"
#include "sasl/load_setup.hpp"

namespace dovetail::authd {

std::unique_ptr<AuthdSetup> read_setup(const daemon::Options& options, const config::FileSource& files,
                                       config::Findings& findings) {
  auto setup = std::make_unique<AuthdSetup>();
  const daemon::Service service{
      .name = "auth", .protocol = "", .program = "authd", .ident = "", .concerns = {.login = true}};
  const auto file = daemon::open_configuration(
      options.config_file, service,
      {&sasl::settings_schema(), &sasl::passdb_schema(), &sasl::userdb_schema()}, *setup, files, findings);
  for (const config::Listener& listener : setup->frame.listeners) {
    sasl::check_listener(listener, findings);
  }
  setup->token_file = file.common.base_dir + "/auth-token-secret.dat";
  setup->sasl = sasl::load_setup(file.view, files, findings);
  return setup;
}

}  // namespace dovetail::authd
