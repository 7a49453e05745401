// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"
#include "libcommon/vars/template.hpp"

namespace dovetail::vars {

// The pieces of a text; the error is the text of what is wrong.
using Pieces = std::vector<Template::Piece>;
base::Result<Pieces, std::string> parse_pieces(std::string_view text, std::size_t depth);

}  // namespace dovetail::vars
