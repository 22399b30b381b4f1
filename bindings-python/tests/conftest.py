"""Makes `vectors` importable, and starts the sandbox's server where a test asks for real HTTP."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def server() -> str:
    """The address of a running `nordcase-sandbox`, from the environment variable NORDCASE_SANDBOX."""
    address = os.environ.get("NORDCASE_SANDBOX")
    if not address:
        pytest.skip("NORDCASE_SANDBOX names no running sandbox")
    return address
