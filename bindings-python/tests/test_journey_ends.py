"""A journey's end: it is told also where it cannot be stored, and given again without anything being sent or asked."""

from __future__ import annotations

import asyncio
import json
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nordcase
import pytest
from nordcase import InputError, Journal, JourneyError
from nordcase.fastdok import ObjectEntry
from nordcase.sandbox import Sandbox

ENTRIES = (ObjectEntry("Blankett", template_id="12B.2"),)
HOW = pytest.mark.parametrize("how", ["blocking", "asyncio"])
FULL = OSError(28, "No space left on device")


def ended(text: str) -> str | None:
    return nordcase._native.journey_inspect(text)["ended"]


def client(sandbox: Sandbox, how: str) -> Any:
    """A client whose methods give their answer, whatever it is."""

    class Awaiting:
        def __getattr__(self, name: str) -> Callable[..., Any]:
            async def job(*args: Any, **options: Any) -> Any:
                return await getattr(sandbox.async_fastdok(), name)(*args, **options)

            return lambda *args, **options: asyncio.run(job(*args, **options))

    return sandbox.fastdok() if how == "blocking" else Awaiting()


def raises(_: str) -> Any:
    raise FULL


async def raises_later(_: str) -> Any:
    await asyncio.sleep(0)
    raise FULL


FAILS: dict[str, Callable[[str], Any]] = {
    "raises": raises,
    "False": lambda _: False,
    "an exception": lambda _: FULL,
    "raises when it is awaited": raises_later,
}


@pytest.mark.parametrize(("how", "fails"), [("asyncio", "raises when it is awaited"), *((how, it) for how in ("blocking", "asyncio") for it in list(FAILS)[:3])])
@pytest.mark.parametrize("approved", [True, False])
def test_an_end_that_cannot_be_stored_is_told_all_the_same(nordcase_sandbox: Sandbox, how: str, fails: str, approved: bool) -> None:
    case_id = nordcase_sandbox.fastdok().start_case(entries=ENTRIES).case_id
    texts: list[str] = []

    def save(text: str) -> Any:
        if ended(text):
            return FAILS[fails](text)
        texts.append(text)
        return None

    fd = client(nordcase_sandbox, how)
    with pytest.warns(nordcase.EndNotStored, match=f"fastdok.pay_case of case {case_id}") as told:
        if approved:
            assert fd.pay_case(case_id=case_id, approve=lambda _: True, save=save).outcome == "paid"
        else:
            with pytest.raises(JourneyError) as caught:
                fd.pay_case(case_id=case_id, approve=lambda _: False, save=save)
            assert caught.value.report.code == "declined"
    assert len(told) == 1
    warning: Any = told[0].message
    assert warning.error is FULL if "raises" in fails else isinstance(warning.error, InputError)
    # It names the caller's line.
    assert told[0].filename == __file__ or how == "asyncio"
    assert len(nordcase_sandbox.debits) == approved
    # What was stored last looks, and ends alike.
    if approved:
        assert fd.resume("fastdok.pay_case", texts[-1], approve=lambda _: True).outcome in ("paid", "already_paid")
        assert len(nordcase_sandbox.debits) == 1


@HOW
def test_a_warning_that_breaks_takes_no_receipt_away(nordcase_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    class Odd(OSError):
        def __str__(self) -> str:
            raise ValueError

    def shown(*_: Any, **__: Any) -> None:
        raise RuntimeError

    for error in (OSError(), Odd()):
        case_id = nordcase_sandbox.fastdok().start_case(entries=ENTRIES).case_id

        def save(text: str, error: OSError = error) -> None:
            if ended(text):
                raise error

        with monkeypatch.context() as patch, warnings.catch_warnings():
            warnings.simplefilter("always")
            patch.setattr(warnings, "showwarning", shown)
            assert client(nordcase_sandbox, how).pay_case(case_id=case_id, approve=lambda _: True, save=save).outcome == "paid"


@HOW
def test_a_journal_that_cannot_store_the_end(nordcase_sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    case_id = nordcase_sandbox.fastdok().start_case(entries=ENTRIES).case_id
    replace = os.replace

    def full(beside: str, path: str) -> None:
        if ended(Path(beside).read_text(encoding="utf-8")):
            raise FULL
        replace(beside, path)

    monkeypatch.setattr(os, "replace", full)
    with Journal(tmp_path) as journal:
        with pytest.warns(nordcase.EndNotStored):
            client(nordcase_sandbox, how).pay_case(case_id=case_id, approve=lambda _: True, save=journal.entry("a"))
        monkeypatch.setattr(os, "replace", replace)
        results = client(nordcase_sandbox, how).resume_all(journal, approve=lambda _: True)
        assert results["a"].error is None and journal.unfinished() == ()
    assert len(nordcase_sandbox.debits) == 1


@HOW
def test_the_receipt_comes_also_where_warnings_are_errors(nordcase_sandbox: Sandbox, how: str) -> None:
    case_id = nordcase_sandbox.fastdok().start_case(entries=ENTRIES).case_id
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fd = client(nordcase_sandbox, how)
        receipt = fd.pay_case(case_id=case_id, approve=lambda _: True, save=lambda text: raises(text) if ended(text) else None)
    assert receipt.outcome == "paid"


@HOW
def test_what_ends_the_program_while_the_end_is_stored_is_not_kept_from_it(nordcase_sandbox: Sandbox, how: str) -> None:
    case_id = nordcase_sandbox.fastdok().start_case(entries=ENTRIES).case_id

    def save(text: str) -> None:
        if ended(text):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        client(nordcase_sandbox, how).pay_case(case_id=case_id, approve=lambda _: True, save=save)


@HOW
@pytest.mark.parametrize("approved", [True, False])
def test_a_payment_that_has_ended_is_given_again_and_asks_nobody(nordcase_sandbox: Sandbox, tmp_path: Path, how: str, approved: bool) -> None:
    case_id = nordcase_sandbox.fastdok().start_case(entries=ENTRIES).case_id
    fd = client(nordcase_sandbox, how)
    with Journal(tmp_path) as journal:
        try:
            fd.pay_case(case_id=case_id, approve=lambda _: approved, save=journal.entry("pay"))
        except JourneyError as error:
            assert error.report.code == "declined"
        before = len(nordcase_sandbox.ledger)
        (entry,) = journal.ended()
        if approved:
            assert fd.resume(entry.kind, entry.read()).outcome == "paid"
        else:
            with pytest.raises(JourneyError) as caught:
                fd.resume(entry.kind, entry.read())
            assert caught.value.report.code == "declined"
        assert len(nordcase_sandbox.ledger) == before
    unfinished = json.loads(nordcase._native.journey_begin("fastdok.pay_case", {"caseId": case_id}, 7, None, "never"))
    with pytest.raises(InputError) as refused:
        fd.resume("fastdok.pay_case", json.dumps(unfinished))
    assert refused.value.code == "input.approve"


@HOW
@pytest.mark.parametrize("arrives", [True, False])
def test_what_is_cancelled_while_the_payment_is_out_is_unfinished_and_goes_on(nordcase_sandbox: Sandbox, tmp_path: Path, how: str, arrives: bool) -> None:
    """No report ends it: the next process looks. So says the README."""
    case_id = nordcase_sandbox.fastdok().start_case(entries=ENTRIES).case_id
    send, cancel = nordcase_sandbox._send, [True]
    task: list[Any] = []

    def leaving(request: Any) -> Any:
        if not (cancel and request.url.endswith("actioncomplete")):
            return send(request)
        cancel.clear()
        if arrives:
            send(request)
        if how == "blocking":
            raise KeyboardInterrupt
        task[0].cancel()
        raise asyncio.CancelledError

    nordcase_sandbox._send = leaving  # type: ignore[method-assign]

    async def story(journal: Journal) -> None:
        task.append(asyncio.current_task())
        await nordcase_sandbox.async_fastdok().pay_case(case_id=case_id, approve=lambda _: True, save=journal.entry("pay"))

    with Journal(tmp_path) as journal:
        with pytest.raises((KeyboardInterrupt, asyncio.CancelledError)):
            if how == "asyncio":
                asyncio.run(story(journal))
            else:
                nordcase_sandbox.fastdok().pay_case(case_id=case_id, approve=lambda _: True, save=journal.entry("pay"))
        assert [(entry.key, entry.ended) for entry in journal.unfinished()] == [("pay", None)]
        assert len(nordcase_sandbox.debits) == arrives
        results = nordcase_sandbox.fastdok().resume_all(journal, approve=lambda _: True)
        assert results["pay"].value.outcome == "paid" and journal.unfinished() == ()
    assert len(nordcase_sandbox.debits) == 1
