// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/comparators.hpp"

namespace dovetail::lmtp::sieve {

Extension numeric_comparator_extension() {
  Extension extension;
  extension.name = "comparator-i;ascii-numeric";
  return extension;
}

Extension octet_comparator_extension() {
  Extension extension;
  extension.name = "comparator-i;octet";
  extension.advertised = false;
  return extension;
}

Extension casemap_comparator_extension() {
  Extension extension;
  extension.name = "comparator-i;ascii-casemap";
  extension.advertised = false;
  return extension;
}

}  // namespace dovetail::lmtp::sieve
