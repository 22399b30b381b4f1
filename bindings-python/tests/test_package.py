"""The package as it is installed: its documents, its command, its names."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import pkgutil
import subprocess
import sys
from pathlib import Path

import nordcase
import pytest

ROOT = Path(__file__).parents[1]
# What cannot be imported here: the program, and what stands on a library that is not installed.
ELSEWHERE = {"nordcase.__main__"} | ({"nordcase._requests_pools"} if importlib.util.find_spec("requests") is None else set())
MODULES = [module.name for module in pkgutil.iter_modules(nordcase.__path__, "nordcase.") if module.name not in ELSEWHERE]


def test_the_readme() -> None:
    found = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert found.failed == 0 and found.attempted > 20


@pytest.mark.parametrize("name", MODULES)
def test_docstrings(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_every_public_name_is_there_and_described() -> None:
    assert sorted(nordcase.__all__) == nordcase.__all__
    assert all(getattr(nordcase, name).__doc__ for name in nordcase.__all__)


def test_the_demo() -> None:
    command = [sys.executable, "-W", "error", "-m", "nordcase", "demo"]
    shown = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    assert "the ledger has 1 debit" in shown.stdout and shown.stderr == ""


def test_importing_brings_no_http_client() -> None:
    code = "import sys, nordcase; assert not {'httpx', 'requests', 'aiohttp', 'asyncio'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
