// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "libcommon/config/findings.hpp"
#include "libcommon/config/reader.hpp"
#include "libcommon/config/section.hpp"
#include "libcommon/config/source.hpp"
#include "sasl/setup.hpp"

namespace dovetail::sasl {

// Makes the setup of a configuration's view: mechanisms, passdbs and userdbs in their order, driver files.
// What is wrong goes to `findings`, all in one run; the result is of use only if nothing is.
std::shared_ptr<Setup> load_setup(const config::Section& view, const config::FileSource& files,
                                  config::Findings& findings);

}  // namespace dovetail::sasl
