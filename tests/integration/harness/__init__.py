# SPDX-License-Identifier: MIT
"""What the end-to-end tests share: private servers in a folder of the test's own, ended by pid.

Nothing here touches a system file, a system service or another test: every server has its own configuration,
folder and port on loopback, is waited for by readiness and stopped by its pid.
"""
from .daemon import Daemon
from .dovecot import Dovecot
from .mariadb import MariaDb
from .postfix import Postfix
from .sandbox import Sandbox
from .smtp import Reply, SmtpClient
from .tools import FULL, free_port, full_only, need, program, wait_until

__all__ = ["Daemon", "Dovecot", "FULL", "MariaDb", "Postfix", "Reply", "Sandbox", "SmtpClient", "free_port",
           "full_only", "need", "program", "wait_until"]
