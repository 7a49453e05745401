# SPDX-License-Identifier: MIT
"""activate.py FD… -- PROGRAM ARGUMENT…: runs the program as systemd does, with the given descriptors from 3 on."""
import os
import sys

split = sys.argv.index("--")
given = [int(word) for word in sys.argv[1:split]]
spare = [os.dup2(fd, 100 + index, inheritable=False) for index, fd in enumerate(given)]
for index, fd in enumerate(spare):
    os.dup2(fd, 3 + index, inheritable=True)
os.environ["LISTEN_PID"] = str(os.getpid())
os.environ["LISTEN_FDS"] = str(len(given))
command = sys.argv[split + 1:]
os.execv(command[0], command)
