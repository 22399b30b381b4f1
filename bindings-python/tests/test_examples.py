"""The examples, as a user runs them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "examples" / "python"


@pytest.mark.parametrize("name", ["fastdok", "altinn", "batch_plot"])
def test_example(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", str(FOLDER / f"{name}.py")]
    shown = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path)
    assert shown.returncode == 0 and shown.stdout, shown.stderr
    if name == "batch_plot":
        assert (tmp_path / "outcome.png").stat().st_size > 1000
