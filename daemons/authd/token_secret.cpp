// SPDX-License-Identifier: MIT
#include "daemons/authd/token_secret.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "libcommon/crypto/random.hpp"

namespace dovetail::authd {

namespace {

constexpr std::size_t kBytes = 32;

std::string read_secret(const std::string& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) {
    return "";
  }
  std::string secret(kBytes, '\0');
  const ssize_t got = ::read(fd, secret.data(), secret.size());
  ::close(fd);
  return got == static_cast<ssize_t>(kBytes) ? secret : "";
}

}  // namespace

std::string token_secret(const std::string& file) {
  std::string secret = read_secret(file);
  if (!secret.empty()) {
    return secret;
  }
  secret = crypto::random_bytes(kBytes);
  const std::string fresh = file + ".tmp" + std::to_string(::getpid());
  ::unlink(fresh.c_str());  // a process with our number may have been killed here
  const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) {
    return secret;
  }
  const bool written = ::write(fd, secret.data(), secret.size()) == static_cast<ssize_t>(secret.size());
  ::close(fd);
  if (!written || ::rename(fresh.c_str(), file.c_str()) != 0) {
    ::unlink(fresh.c_str());
  }
  return secret;
}

}  // namespace dovetail::authd
