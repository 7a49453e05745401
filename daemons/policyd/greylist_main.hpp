// SPDX-License-Identifier: MIT
#pragma once

namespace dovetail::policyd {

// The program with a configuration file: greylisting by `service policy {}`, or one connection on standard
// input and output (--stdio).
int greylist_main(int argc, char** argv);

}  // namespace dovetail::policyd
