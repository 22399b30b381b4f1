"""The pytest fixture `nordcase_sandbox`: both services in memory, fresh for each test. Registered by installing the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from nordcase.sandbox import Sandbox


@pytest.fixture
def nordcase_sandbox() -> Sandbox:
    """Both services in memory: `nordcase_sandbox.fastdok()`, `.case_agency()`, `.fault(…)`, `.ledger`, `.advance(…)`."""
    # Imported here: a plugin is loaded by every run of pytest where the package is installed.
    from nordcase.sandbox import Sandbox

    return Sandbox()
