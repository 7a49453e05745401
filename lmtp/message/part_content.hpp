// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "lmtp/message/part_tree.hpp"

namespace dovetail::lmtp::message {

// The content of a leaf part without its transfer encoding; text/* as UTF-8. "" where the encoding is
// unknown. At most limits::kDecodedPart bytes.
std::string decoded_content(const Part& part);

// The same for a reader: HTML and XHTML reduced to text.
std::string readable_text(const Part& part);

// text/* or application/xhtml+xml.
bool is_readable(const Part& part);

}  // namespace dovetail::lmtp::message
