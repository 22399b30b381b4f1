"""Makes `vectors` importable, and starts the sandbox's server where a test asks for real HTTP."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def no_test_waits_for_ever() -> Iterator[None]:
    """A transport without a bound would hold up the whole run."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def late(*_: object) -> None:
        pytest.fail("the test did not end in time")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def server() -> str:
    """The address of a running `nordcase-sandbox`, from the environment variable NORDCASE_SANDBOX."""
    address = os.environ.get("NORDCASE_SANDBOX")
    if not address:
        pytest.skip("NORDCASE_SANDBOX names no running sandbox")
    return address
