"""The examples, and the README's listings that are no doctest, as a user runs them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from nordcase import CaseAgency, FastDok
from nordcase.fastdok import ObjectEntry
from nordcase.sandbox import Sandbox

FOLDER = Path(__file__).parents[2] / "examples" / "python"


@pytest.mark.parametrize("name", ["fastdok", "altinn", "batch_plot"])
def test_example(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", str(FOLDER / f"{name}.py")]
    shown = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path)
    assert shown.returncode == 0 and shown.stdout, shown.stderr
    if name == "batch_plot":
        assert (tmp_path / "outcome.png").stat().st_size > 1000


def test_the_listings_of_the_readme() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    sandbox, paid = Sandbox(), list[Any]()

    def pay_all_my_cases(fd: FastDok) -> None:
        started = fd.start_case(entries=[ObjectEntry("Blankett", template_id="12B.2")])
        assert started.task_id is not None
        fd.perform_action(task_id=started.task_id, action="ActionPay")
        paid.append(fd.pay_case(case_id=started.case_id, approve=lambda _: True))

    listings = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    assert len(listings) == 3
    known: dict[str, Any] = {"pay_all_my_cases": pay_all_my_cases}
    for listing in listings:
        exec(compile(listing, "README.md", "exec"), known)
    assert isinstance(known["fd"], FastDok) and isinstance(known["agency"], CaseAgency)
    known["test_a_lost_answer_does_not_pay_twice"](sandbox)
    assert paid[0].seen == "state"
