"""The clients and journeys against the services in memory, with what goes wrong."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import pickle
import sys
import warnings
from typing import Any

import pytest
from nordcase import InputError, JourneyError, ServiceError, TransportError, batch
from nordcase.fastdok import EntryProperty, ObjectEntry
from nordcase.journeys import FailureCode, PayOutcome
from nordcase.sandbox import Sandbox

ENTRIES = (ObjectEntry("Kund", properties=(EntryProperty("Namn", "Åsa Öberg"),)), ObjectEntry("Blankett", template_id="12B.2"))
SERVICE = ("2681", 1)
EDITION: Any = {"external_service_code": "2681", "external_service_edition_code": 1}


def payable(fd: Any) -> str:
    """A case that waits for its payment."""
    started = fd.start_case(entries=ENTRIES)
    fd.perform_action(task_id=started.task_id, action="ActionPay")
    return str(started.case_id)


def test_a_case_is_paid_once_though_its_answer_is_lost(nordcase_sandbox: Sandbox) -> None:
    with nordcase_sandbox.fastdok() as fd:
        case_id = payable(fd)
        nordcase_sandbox.fault("fastdok.perform_action", "answer_lost")
        asked, told, kept = [], [], []
        receipt = fd.pay_case(
            case_id=case_id,
            approve=lambda question: asked.append(question) or True,
            on_progress=told.append,
            save=kept.append,
        )
        assert receipt.outcome is PayOutcome.PAID and receipt.seen == "state"
        assert len(nordcase_sandbox.debits) == 1 and len(asked) == 1
        assert sum(progress.changes for progress in told) == 1
        assert all("Löv" not in text and json.loads(text)["journey"] == "fastdok.pay_case" for text in kept)
        assert fd.complete_case(case_id=case_id).verified


@pytest.mark.parametrize("stop", range(1, 8))
def test_a_payment_that_is_stopped_goes_on_elsewhere(nordcase_sandbox: Sandbox, stop: int) -> None:
    fd = nordcase_sandbox.fastdok()
    case_id = payable(fd)
    kept: list[str] = []

    def save(text: str) -> None:
        kept.append(text)
        if len(kept) == stop:
            raise KeyboardInterrupt

    try:
        fd.pay_case(case_id=case_id, approve=lambda _: True, save=save)
    except KeyboardInterrupt:
        receipt = nordcase_sandbox.fastdok().resume("fastdok.pay_case", kept[-1], approve=lambda _: True)
        assert receipt.outcome in ("paid", "already_paid")
    assert len(nordcase_sandbox.debits) == 1


def test_nothing_is_spent_without_approval(nordcase_sandbox: Sandbox) -> None:
    fd = nordcase_sandbox.fastdok()
    case_id = payable(fd)
    with pytest.raises(JourneyError) as caught:
        fd.pay_case(case_id=case_id, approve=lambda _: False)
    assert caught.value.report.code is FailureCode.DECLINED
    assert pickle.loads(pickle.dumps(caught.value)).report == caught.value.report
    assert nordcase_sandbox.debits == []


def test_a_stale_ticket_is_renewed_once(nordcase_sandbox: Sandbox) -> None:
    fd = nordcase_sandbox.fastdok()
    fd.get_balance()
    nordcase_sandbox.control("sign_everybody_out")
    assert fd.get_balance().balance == 2000
    nordcase_sandbox.advance(50 * 60)
    assert fd.get_balance().balance == 2000
    signed_in = [entry for entry in nordcase_sandbox.ledger if entry["what"] == "signed_in"]
    assert len(signed_in) == 3


def test_a_refused_password_is_never_sent_again(nordcase_sandbox: Sandbox) -> None:
    fd = nordcase_sandbox.fastdok(password="hunter2-wrong")
    for _ in range(3):
        with pytest.raises(ServiceError) as caught:
            fd.get_balance()
        assert caught.value.code == "fastdok.sign_in_failed" and "hunter2" not in repr(caught.value)
    assert len(nordcase_sandbox.ledger) == 1
    agency = nordcase_sandbox.case_agency(password="wrong")
    for _ in range(3):
        with pytest.raises(ServiceError):
            agency.get_case_list(**EDITION)
    assert [entry["what"] for entry in nordcase_sandbox.ledger].count("system_refused") == 1
    assert "wrong" not in repr(agency) + repr(fd)


@pytest.mark.parametrize("fault", ["answer_lost", "cut_body", "error500_applied", "html_page_applied", "never_arrives"])
def test_a_case_is_created_exactly_once(nordcase_sandbox: Sandbox, fault: str) -> None:
    agency = nordcase_sandbox.case_agency()
    nordcase_sandbox.fault("altinn.instantiate_collaboration", fault)
    created = agency.create_case(service=SERVICE, reportee="910453092")
    assert [case.case_id for case in agency.get_case_list(**EDITION)] == [created.case_id]
    assert agency.case(case_id=created.case_id).current_state_name == "Opprettet"


@pytest.mark.parametrize("binding", ["basic", "ws"])
def test_altinn_over_a_binding(nordcase_sandbox: Sandbox, binding: str) -> None:
    agency = nordcase_sandbox.case_agency(binding=binding)
    agency.test()
    created = agency.create_case(service=SERVICE, reportee="910453092")
    placed = agency.place_notice(case_id=created.case_id, template="12", tokens={"frist": "1. mars", "navn": "Åsa"})
    assert placed.seen == "reply" and agency.case(case_id=created.case_id).notice_template_id == "12"
    with pytest.raises(ServiceError) as caught:
        agency.case(case_id=1002)
    assert caught.value.code == "altinn.60014" and caught.value.details["fault"]["error_id"] == 60014
    assert caught.value.__notes__


def test_errors_are_those_of_python(nordcase_sandbox: Sandbox) -> None:
    fd = nordcase_sandbox.fastdok()
    with pytest.raises(ValueError, match="task_id"):
        fd.get_task(task_id="../Domains")
    with pytest.raises(InputError):
        fd.call("fastdok.nothing", {})
    nordcase_sandbox.fault("fastdok.get_balance", "slow", ms=1_000_000)
    with pytest.raises(ConnectionError) as caught:
        fd.get_balance()
    assert isinstance(caught.value, TransportError) and caught.value.may_have_arrived


def test_the_page_of_a_task(nordcase_sandbox: Sandbox) -> None:
    fd = nordcase_sandbox.fastdok()
    signed_in = fd.authenticate(web_ticket=True)
    assert signed_in.web_ticket is not None
    link = fd.task_link("12", signed_in.web_ticket)
    assert link.startswith("https://") and "/tasks/12?ticket=" in link
    with pytest.raises(InputError) as caught:
        nordcase_sandbox.async_fastdok().task_link("a/b", signed_in.web_ticket)
    assert signed_in.web_ticket not in str(caught.value)


def test_pages(nordcase_sandbox: Sandbox) -> None:
    fd = nordcase_sandbox.fastdok()
    for _ in range(3):
        fd.start_case(entries=ENTRIES)
    assert len({case.id for case in fd.iter_instances(max=1)}) == 3


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_list_that_breaks_off_says_so(nordcase_sandbox: Sandbox, asynchronous: bool) -> None:
    agency = nordcase_sandbox.case_agency()
    for _ in range(40):
        agency.instantiate_collaboration(
            external_service_code="2681", external_service_edition_code=1, reportee_number="910453092"
        )
    whole = agency.get_case_list(**EDITION)
    assert tuple(agency.iter_cases(service=SERVICE)) == whole
    nordcase_sandbox.fault("altinn.get_case_list", "cut_body")
    came = []

    def blocking() -> None:
        for case in agency.iter_cases(service=SERVICE):
            came.append(case)

    async def with_asyncio() -> None:
        async for case in nordcase_sandbox.async_case_agency().iter_cases(service=SERVICE):
            came.append(case)

    with pytest.raises(TransportError) as caught:
        asyncio.run(with_asyncio()) if asynchronous else blocking()
    assert caught.value.retry == "safe" or caught.value.may_have_arrived
    assert 0 < len(came) < len(whole) and tuple(came) == whole[: len(came)]


def test_the_items_of_a_list_bring_a_sign_in(nordcase_sandbox: Sandbox) -> None:
    fd = nordcase_sandbox.fastdok()
    fd.start_case(entries=ENTRIES)
    nordcase_sandbox.control("sign_everybody_out")
    assert [task.reference_id for task in fd.iter_tasks()] == ["TaskCreate"]
    with pytest.raises(ServiceError):
        list(nordcase_sandbox.fastdok(password="wrong").iter_tasks())


def test_asyncio(nordcase_sandbox: Sandbox) -> None:
    async def story() -> None:
        async def approve(question: Any) -> bool:
            await asyncio.sleep(0)
            return bool(question.balance > 500)

        async with nordcase_sandbox.async_fastdok() as fd:
            started = await fd.start_case(entries=ENTRIES)
            await fd.perform_action(task_id=started.task_id, action="ActionPay")
            nordcase_sandbox.fault("fastdok.perform_action", "answer_lost")
            receipt = await fd.pay_case(case_id=started.case_id, approve=approve)
            assert receipt.outcome is PayOutcome.PAID
            assert [case.id async for case in fd.iter_instances()] == [started.case_id]
        async with nordcase_sandbox.async_case_agency() as agency:
            created = await agency.create_case(service=SERVICE, reportee="910453092")
            event = await agency.send_event(case_id=created.case_id, event="ukjent")
            assert [move.changed for move in event.cases] == [False]

    asyncio.run(story())
    assert len(nordcase_sandbox.debits) == 1


@pytest.mark.parametrize("missing", [(), ("tqdm",), ("tqdm", "rich")])
def test_progress_of_a_batch(missing: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    """A bar of tqdm's, else of rich's, else none; the same results."""
    for name in missing:
        for module in [name, *(loaded for loaded in sys.modules if loaded.startswith(f"{name}."))]:
            monkeypatch.setitem(sys.modules, module, None)
    with warnings.catch_warnings():
        # tqdm says that it would rather be in a notebook with widgets.
        warnings.simplefilter("ignore")
        results = batch(lambda number: number * 2, [1, 2, 3], label="doubled")
    assert [result.value for result in results] == [2, 4, 6]
    shown = "".join(capfd.readouterr())
    bar = [name for name in ("tqdm", "rich") if name not in missing and importlib.util.find_spec(name)]
    assert ("doubled" in shown) == bool(bar)


def test_a_batch(nordcase_sandbox: Sandbox) -> None:
    fd = nordcase_sandbox.fastdok()
    case_ids = [payable(fd) for _ in range(4)]

    def pay(case_id: str) -> Any:
        return fd.pay_case(case_id=case_id, approve=lambda _: True)

    results = batch(pay, [*case_ids, "missing"], progress=False)
    assert [result.item for result in results] == [*case_ids, "missing"]
    assert [result.error is None for result in results] == [True] * 4 + [False]
    assert len(nordcase_sandbox.debits) == 4
