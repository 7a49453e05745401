// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace dovetail::policyd {

// Called as Postgrey? By its name, or with one of its listeners among the options.
bool is_postgrey(std::string_view program, std::span<const std::string> arguments);

// The whole program in Postgrey's place: its option table alone holds, no configuration file is read.
int postgrey_main(std::span<const std::string> arguments);

}  // namespace dovetail::policyd
