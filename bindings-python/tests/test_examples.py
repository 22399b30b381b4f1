"""The examples, and the README's listings that are no doctest, as a user runs them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from nordcase import CaseAgency, FastDok
from nordcase.sandbox import Sandbox

FOLDER = Path(__file__).parents[2] / "examples" / "python"


@pytest.mark.parametrize("name", ["fastdok", "altinn", "batch_plot"])
def test_example(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", str(FOLDER / f"{name}.py")]
    shown = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path)
    assert shown.returncode == 0 and shown.stdout, shown.stderr
    if name == "batch_plot":
        assert (tmp_path / "outcome.png").stat().st_size > 1000


README = Path(__file__).parents[1] / "README.md"


def test_the_listings_of_the_readme() -> None:
    readme = README.read_text(encoding="utf-8")
    listings = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    assert len(listings) == 3
    known: dict[str, Any] = {}
    for listing in listings:
        exec(compile(listing, "README.md", "exec"), known)
    assert isinstance(known["fd"], FastDok) and isinstance(known["agency"], CaseAgency)
    known["test_a_lost_answer_does_not_pay_twice"](Sandbox())


def program(readme: str) -> str:
    """All the README's Python in one module, as it stands: its listings, and its sessions without what they print."""
    lines, listing = ["from __future__ import annotations"], False
    for line in readme.splitlines():
        if line.startswith("```"):
            listing = line == "```python"
        elif listing:
            lines.append(line)
        elif line.startswith((">>> ", "... ", "...")):
            lines.append(line[4:])
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_fault_3_8_the_readme_and_the_examples_under_strict_types(checker: str, tmp_path: Path) -> None:
    """As a user's type checker sees them, with nothing switched off."""
    pytest.importorskip(checker)
    (tmp_path / "readme_program.py").write_text(program(README.read_text(encoding="utf-8")), encoding="utf-8")
    for name in ("fastdok", "altinn", "batch_plot"):
        shutil.copy(FOLDER / f"{name}.py", tmp_path / f"example_{name}.py")
    if checker == "mypy":
        (tmp_path / "mypy.ini").write_text("[mypy]\nstrict = true\n", encoding="utf-8")
        command = [sys.executable, "-m", "mypy", "."]
    else:
        # A session shows the value of an expression; and matplotlib's own types are not strict.
        settings = {"typeCheckingMode": "strict", "reportUnusedExpression": False, "exclude": ["example_batch_plot.py"]}
        (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
        command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "."]
    checked = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr
