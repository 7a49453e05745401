// SPDX-License-Identifier: MIT
#pragma once

#include <signal.h>

#include <atomic>
#include <cerrno>
#include <stdexcept>

#include "libcommon/maildir/disk.hpp"

namespace dovetail::test {

// A real disk that at step n fails with an errno value, throws, or kills the process before or after the
// step. Steps are all operations that change something; step 0 never comes.
class FailingDisk final : public maildir::Disk {
 public:
  enum class Trouble { fail, exception, kill_before, kill_after };
  FailingDisk(int at_step, Trouble trouble, int error = ENOSPC)
      : at_(at_step), trouble_(trouble), error_(error) {}

  int steps() const { return step_; }
  void arm_next() { at_ = step_ + 1; }  // while nobody else uses the disk

  using D = maildir::Descriptor;
  using S = std::string;
  template <class T>
  using R = base::Result<T>;

  R<D> open_root(const S& path) override { return real_.open_root(path); }
  R<D> open_directory(const D& at, const S& name) override { return real_.open_directory(at, name); }
  R<void> make_directory(const D& at, const S& name, mode_t mode) override {
    return change<void>([&] { return real_.make_directory(at, name, mode); });
  }
  R<void> make_root(const S& path, mode_t mode) override {
    return change<void>([&] { return real_.make_root(path, mode); });
  }
  R<D> create_file(const D& at, const S& name, mode_t mode) override {
    return change<D>([&] { return real_.create_file(at, name, mode); });
  }
  R<D> open_read(const D& at, const S& name) override { return real_.open_read(at, name); }
  R<D> open_append(const D& at, const S& name) override { return real_.open_append(at, name); }
  R<S> read_some(const D& file, std::size_t limit) override { return real_.read_some(file, limit); }
  R<void> write_all(const D& file, std::string_view bytes) override {
    return change<void>([&]() -> R<void> { return real_.write_all(file, bytes); });
  }
  R<void> sync_file(const D& file) override {
    return change<void>([&] { return real_.sync_file(file); });
  }
  R<void> sync_directory(const D& directory) override {
    return change<void>([&] { return real_.sync_directory(directory); });
  }
  R<void> close(D file) override {
    return change<void>([&] { return real_.close(std::move(file)); });
  }
  R<void> rename(const D& from, const S& old_name, const D& to, const S& new_name) override {
    return change<void>([&] { return real_.rename(from, old_name, to, new_name); });
  }
  R<void> link_open_file(const D& file, const D& to, const S& new_name) override {
    return change<void>([&] { return real_.link_open_file(file, to, new_name); });
  }
  R<void> unlink(const D& at, const S& name) override { return real_.unlink(at, name); }
  R<maildir::FileStatus> status(const D& at, const S& name) override { return real_.status(at, name); }
  R<maildir::FileStatus> status(const D& open_file) override { return real_.status(open_file); }
  R<void> list(const D& directory, Visit& visit) override { return real_.list(directory, visit); }

 private:
  template <class T, class Call>
  R<T> change(Call call) {
    const bool now = ++step_ == at_;
    if (now && trouble_ == Trouble::fail) {
      return base::Unexpected(base::system_error("step " + std::to_string(step_), error_));
    }
    if (now && trouble_ == Trouble::exception) {
      throw std::runtime_error("step " + std::to_string(step_));
    }
    if (now && trouble_ == Trouble::kill_before) {
      ::raise(SIGKILL);
    }
    R<T> result = call();
    if (now) {
      ::raise(SIGKILL);
    }
    return result;
  }

  maildir::SystemDisk real_;
  int at_;
  Trouble trouble_;
  int error_;
  std::atomic<int> step_ = 0;
};

}  // namespace dovetail::test
