# SPDX-License-Identifier: MIT
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from harness import Sandbox  # noqa: E402  (needs the path above)


@pytest.fixture
def sandbox():
    with Sandbox() as folder:
        yield folder


@pytest.fixture(scope="module")
def shared_sandbox():
    """For servers that are slow to start and that the tests of one file only read."""
    with Sandbox() as folder:
        yield folder
