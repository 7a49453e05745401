// SPDX-License-Identifier: MIT
#pragma once

namespace dovetail::config {

enum class SettingType { boolean, number, octal, port, size, time, choice, text, words, late, custom };

// The word for it in the manual: "yes or no", "number", "time", …
const char* form_of(SettingType type);

}  // namespace dovetail::config
