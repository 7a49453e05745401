// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "libcommon/base/clock.hpp"
#include "libcommon/base/log.hpp"
#include "libcommon/daemon/application.hpp"
#include "libcommon/daemon/listener.hpp"
#include "libcommon/event/loop.hpp"
#include "libcommon/metrics/registry.hpp"

namespace dovetail::daemon {

class AdminSocket;
class Drain;

// What a running daemon finds around itself. Lives as long as run(); the loop's thread only, but for log(),
// metrics() and clock().
class Frame {
 public:
  virtual event::Loop& loop() = 0;
  virtual base::Log& log() = 0;
  virtual const base::Clock& clock() = 0;
  virtual metrics::Registry& metrics() = 0;
  virtual AdminSocket& admin() = 0;  // commands may be added even if no admin socket is configured
  virtual const Options& options() = 0;

  virtual std::vector<Listener> take_listeners() = 0;  // the open ones; once, in start()
  virtual void add_drain(Drain& drain) = 0;            // must live until Application::stop()
  virtual void set_status(std::string_view text) = 0;  // one line, seen in `systemctl status`
  virtual void request_stop() = 0;                     // as SIGTERM

 protected:
  ~Frame() = default;
};

// The whole life of a daemon, from its command line to its exit status (sysexits.h: 0, 64 usage, 66 unreadable
// configuration, 78 wrong configuration, 71 system error). main() does nothing else.
int run(const ProgramInfo& program, int argc, char** argv, Application& application);
// The same for a program that reads its command line itself (Postgrey's).
int run(const ProgramInfo& program, const Options& options, Application& application);

}  // namespace dovetail::daemon
