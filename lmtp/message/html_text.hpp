// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace dovetail::lmtp::message {

// HTML (UTF-8) as plain text: tags, comments, and what <script> and <style> hold are dropped, character
// references resolved, block elements end a line. For searching, not for reading; linear in the input.
std::string text_of_html(std::string_view html);

}  // namespace dovetail::lmtp::message
