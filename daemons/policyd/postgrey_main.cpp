// SPDX-License-Identifier: MIT
#include "daemons/policyd/postgrey_main.hpp"

#include <cstdio>

#include "daemons/policyd/greylist_application.hpp"
#include "libcommon/daemon/frame.hpp"

namespace dovetail::policyd {

using policy::greylist::PostgreyOptions;

bool is_postgrey(std::string_view program, std::span<const std::string> arguments) {
  const std::string_view name = program.substr(program.rfind('/') + 1);
  return name == "postgrey" || policy::greylist::looks_like_postgrey(arguments);
}

int postgrey_main(std::span<const std::string> arguments) {
  const auto options = policy::greylist::parse_postgrey(arguments);
  if (!options) {
    std::fprintf(stderr, "%s\n", options.error().detail.c_str());
    return options.error().detail.starts_with("ERROR: ") ? 2 : 1;
  }
  switch (options->action) {
    case PostgreyOptions::Action::help:
      std::fputs(policy::greylist::postgrey_help().c_str(), stdout);
      return 1;  // as Postgrey
    case PostgreyOptions::Action::manual:
      std::fputs((policy::greylist::postgrey_help() + "\nThe manual: dovetail-policyd(8).\n").c_str(),
                 stdout);
      return 0;
    case PostgreyOptions::Action::version:
      std::puts("dovetail-policyd " DOVETAIL_VERSION " (postgrey 1.37 compatible)");
      return 0;
    case PostgreyOptions::Action::serve:
      break;
  }
  GreylistApplication application(
      [&](const daemon::Options&, Reading reading, config::Findings& findings) {
        return setup_from_postgrey(*options, reading, findings);
      },
      true);
  daemon::ProgramInfo program;
  program.name = "policyd";
  program.summary = "greylisting policy server";
  return daemon::run(program, daemon::Options{}, application);
}

}  // namespace dovetail::policyd
