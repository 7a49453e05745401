// SPDX-License-Identifier: MIT
#include "lmtp/delivery/spool.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

namespace dovetail::lmtp::delivery {

using base::Result;
using base::Unexpected;
using dovetail::maildir::Descriptor;

namespace {

Descriptor unnamed_file(const std::string& folder) {
  Descriptor file(::open(folder.c_str(), O_RDWR | O_TMPFILE | O_EXCL | O_CLOEXEC, 0600));
  if (file.open() || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT)) {
    return file;
  }
  // File systems without O_TMPFILE (NFS, older overlayfs).
  std::string path = folder + "/dovetail.spool.XXXXXX";
  Descriptor named(::mkostemp(path.data(), O_CLOEXEC));
  if (named.open()) {
    ::unlink(path.c_str());
  }
  return named;
}

}  // namespace

SpooledMessage::SpooledMessage(std::string memory, std::string digest)
    : memory_(std::move(memory)), bytes_(memory_), digest_(std::move(digest)) {}

Result<std::unique_ptr<SpooledMessage>> SpooledMessage::map(Descriptor file, std::size_t size,
                                                            std::string digest) {
  void* const start = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.get(), 0);
  if (start == MAP_FAILED) {
    return Unexpected(base::system_error("cannot map a spooled message", errno));
  }
  auto message = std::make_unique<SpooledMessage>(std::string(), std::move(digest));
  message->file_ = std::move(file);
  message->bytes_ = std::string_view(static_cast<const char*>(start), size);
  message->mapped_ = true;
  return message;
}

SpooledMessage::~SpooledMessage() {
  if (mapped_) {
    ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
  }
}

void SpooledMessage::release(std::string_view part) const {
  const bool inside =
      part.data() >= bytes_.data() && part.data() + part.size() <= bytes_.data() + bytes_.size();
  if (!mapped_ || !inside) {
    return;
  }
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const auto before = static_cast<std::size_t>(part.data() - bytes_.data()) / page * page;
  const std::size_t end = static_cast<std::size_t>(part.data() - bytes_.data()) + part.size();
  ::madvise(const_cast<char*>(bytes_.data()) + before, end - before, MADV_DONTNEED);
}

Spool::Spool(std::string folder, std::size_t in_memory) : folder_(std::move(folder)), in_memory_(in_memory) {}

void Spool::append(std::string_view bytes) {
  if (!state_) {
    return;
  }
  size_ += bytes.size();
  digest_.update(bytes);
  if (file_.open()) {
    state_ = write(bytes);
    return;
  }
  memory_ += bytes;
  if (memory_.size() > in_memory_) {
    state_ = move_to_file();
  }
}

Result<void> Spool::move_to_file() {
  file_ = unnamed_file(folder_);
  if (!file_.open()) {
    return Unexpected(base::system_error("cannot make a temporary file in " + folder_, errno));
  }
  Result<void> done = write(memory_);
  std::string().swap(memory_);
  return done;
}

Result<void> Spool::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t step = ::write(file_.get(), bytes.data(), bytes.size());
    if (step < 0 && errno == EINTR) {
      continue;
    }
    if (step < 0) {
      return Unexpected(base::system_error("cannot write a temporary file in " + folder_, errno));
    }
    bytes.remove_prefix(static_cast<std::size_t>(step));
  }
  return {};
}

Result<std::unique_ptr<SpooledMessage>> Spool::finish() {
  if (!state_) {
    return Unexpected(state_.error());
  }
  if (file_.open()) {
    return SpooledMessage::map(std::move(file_), size_, digest_.finish());
  }
  return std::make_unique<SpooledMessage>(std::move(memory_), digest_.finish());
}

}  // namespace dovetail::lmtp::delivery
