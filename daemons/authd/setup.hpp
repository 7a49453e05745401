// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "libcommon/config/source.hpp"
#include "libcommon/daemon/application.hpp"
#include "sasl/setup.hpp"

namespace dovetail::authd {

struct AuthdSetup final : daemon::Setup {
  std::shared_ptr<sasl::Setup> sasl;
  std::string token_file;  // keeps the secret of auth_token
};

// Reads the configuration from `files`; every problem is a finding.
std::unique_ptr<AuthdSetup> read_setup(const daemon::Options& options, const config::FileSource& files,
                                       config::Findings& findings);

}  // namespace dovetail::authd
