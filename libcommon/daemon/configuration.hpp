// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libcommon/config/common_settings.hpp"
#include "libcommon/config/load.hpp"
#include "libcommon/daemon/application.hpp"

namespace dovetail::daemon {

// Where a daemon finds its own part of a configuration.
struct Service {
  const char* name;      // of `service NAME {}`: its listeners, its user
  const char* protocol;  // of the filters that hold for it: `protocol NAME {}`; "": none
  const char* program;   // %{name} of the admin socket
  const char* ident;     // of its log lines where the file sets none; "": Dovecot's, the instance_name
  // Whose rights it keeps when started as root: those of the service's user, or those of the mail's owner.
  enum class RunsAs { service_user, mail_user } runs_as = RunsAs::service_user;
  config::Concerns concerns{};
};

// A configuration file as far as all daemons read it alike.
struct Configuration {
  config::Document document;
  config::Section view;  // with the filters of the service's protocol
  config::CommonSettings common;
};

// The opening of every Application::load(): reads the file, takes the common settings, the names, what is not
// supported, the service's listeners and user, and fills in `setup.frame` and `setup.shown`. `schemas` are
// the daemon's own settings, which it reads itself from the view. Every problem is a finding.
Configuration open_configuration(const std::string& path, const Service& service,
                                 std::vector<const config::SchemaBase*> schemas, Setup& setup,
                                 config::Findings& findings);
// The same with the files of `files`, for a daemon that keeps what only root may open.
Configuration open_configuration(const std::string& path, const Service& service,
                                 std::vector<const config::SchemaBase*> schemas, Setup& setup,
                                 const config::FileSource& files, config::Findings& findings);

// The user that a daemon becomes when it is started as root: the service's, unless that is empty or root
// (Dovecot's master needs root where we do not), else default_internal_user.
std::string service_user(const config::ServiceSettings& service, const config::CommonSettings& common);

}  // namespace dovetail::daemon
