// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "libcommon/base/result.hpp"
#include "libcommon/config/findings.hpp"
#include "libcommon/daemon/frame_settings.hpp"
#include "libcommon/daemon/options.hpp"
#include "libcommon/daemon/status_report.hpp"

namespace dovetail::daemon {

class Frame;

// A configuration, read and checked but not in force. A daemon derives its own from it.
struct Setup {
  virtual ~Setup() = default;
  FrameSettings frame;
  std::string shown;  // --print-config: the settings that differ from their default, and the sections
};

// What a daemon supplies to the frame. All calls come on the main thread.
class Application {
 public:
  virtual ~Application() = default;

  // Reads everything the command line points to, and changes nothing. Adds all problems to `findings`; the
  // result is used only if there is no error among them. At start, for --check and --print-config, and for
  // each reload.
  virtual std::unique_ptr<Setup> load(const Options& options, config::Findings& findings) = 0;

  // As root, if started so: opens files that only root may read. Throws to end the start.
  virtual void open_as_root(const Setup&) {}

  // Begins to serve, privileges are dropped. Takes its listeners from the frame and registers what must come
  // to rest at the end. Throws to end the start.
  virtual void start(Frame& frame, std::unique_ptr<Setup> setup) = 0;

  // Puts a new configuration in force, wholly or not at all. Sessions keep what they started with.
  virtual base::Result<void> reload(std::unique_ptr<Setup> setup) = 0;

  // The daemon's own part of GET /status.
  virtual void report(StatusReport&) {}

  // Everything is at rest; the loop still exists. Close stores here. Not called when shutdown_timeout or a
  // second signal cut work off: then the process ends at once, as by SIGKILL.
  virtual void stop() {}
};

}  // namespace dovetail::daemon
