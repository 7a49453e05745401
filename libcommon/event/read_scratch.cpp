// SPDX-License-Identifier: MIT
#include "libcommon/event/read_scratch.hpp"

namespace dovetail::event {

namespace {

struct Shared {
  std::unique_ptr<char[]> memory{new char[ReadScratch::size()]};
  bool taken = false;
};

Shared& shared() {
  thread_local Shared instance;
  return instance;
}

}  // namespace

ReadScratch::ReadScratch() {
  Shared& common = shared();
  if (common.taken) {
    own_.reset(new char[size()]);
    data_ = own_.get();
  } else {
    common.taken = true;
    data_ = common.memory.get();
  }
}

ReadScratch::~ReadScratch() {
  if (!own_) {
    shared().taken = false;
  }
}

}  // namespace dovetail::event
