// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "sasl/passdb/walk.hpp"

namespace dovetail::authd {

// Keeps failed logins of one timing class: a login that failed without a slow hash (no such user, a disabled
// one, a cheap scheme) verifies this one before it is answered, so that the time does not tell who exists. It
// is the hash that was computed last, so it costs what those of this site cost; there is none before the
// first, and none where all schemes are cheap. Loop thread only.
class Decoy {
 public:
  void saw(const sasl::CheckStored& question) {
    if (!question_ || question_->stored.data != question.stored.data) {
      question_ = question;
    }
  }
  const std::optional<sasl::CheckStored>& question() const { return question_; }

 private:
  std::optional<sasl::CheckStored> question_;
};

}  // namespace dovetail::authd
