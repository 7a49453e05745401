// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <vector>

#include <cerrno>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

namespace dovetail::test {

// From now on these system calls fail with EPERM in this process, as under systemd's SystemCallFilter= with
// SystemCallErrorNumber=EPERM (seccomp(2)). Cannot be undone: for a process of the test's own.
inline bool forbid_calls(std::initializer_list<long> calls) {
  std::vector<::sock_filter> program{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0)};  // seccomp_data.nr
  for (const long call : calls) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call), 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  ::sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == 0;
}

}  // namespace dovetail::test
