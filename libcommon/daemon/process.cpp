// SPDX-License-Identifier: MIT
#include "libcommon/daemon/process.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <dirent.h>
#include <fcntl.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libcommon/event/unique_fd.hpp"

namespace dovetail::daemon {

namespace {

void open_missing_standard_descriptors() {
  int fd = 0;
  do {
    fd = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  } while (fd >= 0 && fd <= STDERR_FILENO && (::fcntl(fd, F_SETFD, 0), true));
  ::close(fd);
}

}  // namespace

void prepare_process() {
  ::mallopt(M_ARENA_MAX, 2);
  open_missing_standard_descriptors();
  ::rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = std::min<::rlim_t>(limit.rlim_max, 1'048'576);
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  ::umask(0077);
  std::signal(SIGHUP, SIG_IGN);  // one that comes before we listen for it must not end us
}

base::Result<void> leave_terminal() {
  const pid_t pid = ::fork();
  if (pid < 0) {
    return base::Unexpected(base::system_error("cannot fork", errno));
  }
  if (pid > 0) {
    ::_exit(0);
  }
  ::setsid();
  const event::UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::dup2(null.get(), fd) < 0) {
      return base::Unexpected(base::system_error("cannot open /dev/null", errno));
    }
  }
  return {};
}

base::Result<void> write_pid_file(const std::string& path) {
  const event::UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644));
  const std::string text = std::to_string(::getpid()) + "\n";
  if (!fd || ::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    return base::Unexpected(base::system_error("cannot write the pid file " + path, errno));
  }
  return {};
}

double resident_bytes() {
  std::FILE* file = std::fopen("/proc/self/statm", "re");
  long total = 0;
  long resident = 0;
  if (file == nullptr) {
    return 0;
  }
  const bool read = std::fscanf(file, "%ld %ld", &total, &resident) == 2;
  std::fclose(file);
  return read ? static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) : 0;
}

double open_descriptors() {
  ::DIR* folder = ::opendir("/proc/self/fd");
  if (folder == nullptr) {
    return 0;
  }
  int entries = 0;
  while (::readdir(folder) != nullptr) {
    ++entries;
  }
  ::closedir(folder);
  return std::max(0, entries - 3);  // ".", ".." and the folder itself
}

}  // namespace dovetail::daemon
