# SPDX-License-Identifier: MIT
"""Who may ask what on a socket that was handed over."""
import socket
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "20-authd"))

from authd import AuthClient, plain  # noqa: E402
from harness.activation import activated, listening  # noqa: E402


def written_without_listeners(sandbox, extra: str = ""):
    users = sandbox.write("users", "alice@ex.test:{PLAIN}alicepw:65534:65534::/srv/alice::\n")
    return sandbox.write("own.conf", f"base_dir = {sandbox.folder('run')}\nadmin_socket =\nlog_path = /dev/stderr\n"
                         "default_internal_user = 65534\ndefault_internal_group = 65534\n"
                         f"passdb {{\n  driver = passwd-file\n  args = {users}\n}}\n"
                         f"userdb {{\n  driver = passwd-file\n  args = {users}\n}}\n{extra}")


@pytest.mark.parametrize("name", ["auth-userdb", "auth-master"])
def test_a_handed_over_tcp_socket_does_not_offer_the_users(sandbox, name):
    config = written_without_listeners(sandbox)
    with socket.create_server(("127.0.0.1", 0)) as tcp, pytest.raises(AssertionError, match="(?s)over TCP"):
        activated(sandbox, "dovetail-authd", config, {name: tcp})


def test_a_handed_over_tcp_socket_serves_logins_and_where_allowed_users(sandbox):
    with socket.create_server(("127.0.0.1", 0)) as tcp:
        port = tcp.getsockname()[1]
        config = written_without_listeners(
            sandbox, f"service auth {{\n  inet_listener auth-userdb {{\n    address = 127.0.0.1\n    port = {port}\n"
                     "    allow_tcp = yes\n  }\n}\n")
        auth = listening(sandbox / "auth-client")
        activated(sandbox, "dovetail-authd", config, {"auth-client": auth, "auth-userdb": tcp})
        with AuthClient(sandbox / "auth-client") as client:
            assert client.ask(f"AUTH\t1\tPLAIN\tservice=smtp\tresp={plain('alice@ex.test', 'alicepw')}").startswith("OK\t1")
        with socket.create_connection(("127.0.0.1", port), 10) as users:
            users.sendall(b"VERSION\t1\t0\nUSER\t1\talice@ex.test\tservice=lmtp\n")
            text = b""
            while text.count(b"\n") < 3:
                text += users.recv(4096)
        assert b"\nUSER\t1\talice@ex.test\tuid=65534\t" in text
        auth.close()
