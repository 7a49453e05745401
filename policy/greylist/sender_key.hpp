// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace dovetail::policy::greylist {

// A sender as it stands in a triplet key, not lower-cased yet: what changes from mail to mail of the same
// list is taken out, as Postgrey 1.37 does. BATV tags (prvs=) go, the local part is cut at the first "+",
// numbers between word boundaries become "#". The null sender stays empty.
std::string sender_key(std::string_view sender);

}  // namespace dovetail::policy::greylist
