"""What errors say, the lists that never end, and other loops than asyncio's. FAULTS 2.6, 2.8, 3.2, 3.5, 4.4."""

from __future__ import annotations

import asyncio
import pickle
from typing import Any

import pytest
from nordcase import AsyncFastDok, CaseAgency, FastDok, HttpResponse, InputError, JourneyError, NordcaseError, SendFailed
from nordcase.fastdok import ObjectEntry
from nordcase.sandbox import HOST, SYSTEMS, Sandbox

SERVICE = ("2681", 1)


class Fixed:
    """The same answer to everything."""

    def __init__(self, *bodies: str) -> None:
        self.bodies, self.sent = bodies, 0

    def send(self, _request: Any) -> HttpResponse:
        body = self.bodies[self.sent % len(self.bodies)]
        self.sent += 1
        return HttpResponse(200, [("Content-Type", "application/json")], body.encode())


class AsyncFixed(Fixed):
    async def send(self, request: Any) -> HttpResponse:  # type: ignore[override]
        return super().send(request)


def page(*ids: str) -> str:
    return "[" + ",".join(f'{{"Id":"{one}"}}' for one in ids) + "]"


TURNS = {"one page for ever": [page("t0", "t1")], "two in turn": [page("t0", "t1"), page("t2", "t3")]}


@pytest.mark.parametrize("turns", TURNS)
@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("name", ["iter_tasks", "iter_instances", "iter_apps", "iter_task_objects", "iter_object_fields"])
def test_fault_2_6_pages_that_come_again(turns: str, asynchronous: bool, name: str) -> None:
    given = {"iter_task_objects": {"task_id": "7"}, "iter_object_fields": {"object_id": "7"}}.get(name, {})
    if not asynchronous:
        transport = Fixed(*TURNS[turns])
        fd = FastDok(base_url=HOST, ticket="t", transport=transport)
        ids = [item.id for item in getattr(fd, name)(max=2, **given)]
    else:
        transport = AsyncFixed(*TURNS[turns])

        async def story() -> list[str]:
            client: Any = AsyncFastDok(base_url=HOST, ticket="t", transport=transport)
            return [item.id async for item in getattr(client, name)(max=2, **given)]

        ids = asyncio.run(story())
    assert transport.sent <= 6 and set(ids) == {f"t{n}" for n in range(2 * len(TURNS[turns]))}


# trio.


class Pausing:
    """The sandbox without its clock: pauses are the event loop's."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.inner = sandbox.async_transport

    async def send(self, request: Any) -> HttpResponse:
        return await self.inner.send(request)


def test_fault_2_8_a_payment_with_pauses_under_trio(nordcase_sandbox: Sandbox) -> None:
    trio = pytest.importorskip("trio")
    import trio.testing as testing

    fd = nordcase_sandbox.fastdok()
    started = fd.start_case(entries=[ObjectEntry("Blankett", template_id="12B.2")])
    fd.perform_action(task_id=str(started.task_id), action="ActionPay")
    nordcase_sandbox.fault("fastdok.perform_action", "never_arrives")

    async def story() -> Any:
        client = nordcase_sandbox.async_fastdok()
        pausing: Any = Pausing(nordcase_sandbox)
        client._transport = pausing

        async def approve(_question: Any) -> bool:
            await trio.sleep(1)
            return True

        async with trio.open_nursery() as nursery:
            for _ in range(20):
                nursery.start_soon(client.get_balance)
        return await client.pay_case(case_id=started.case_id, approve=approve)

    receipt = trio.run(story, clock=testing.MockClock(autojump_threshold=0))
    assert receipt.outcome == "paid" and len(nordcase_sandbox.debits) == 1
    # Those of the two clients.
    assert sum(entry["what"] == "signed_in" for entry in nordcase_sandbox.ledger) == 2


def test_fault_2_8_real_connections_under_trio() -> None:
    trio = pytest.importorskip("trio")
    from nordcase.transports import AsyncHttpxTransport
    from raw import RawServer, always, answer
    from test_bounds import dripping, get

    async def send(url: str, timeout: float) -> Any:
        transport = AsyncHttpxTransport(timeout=timeout)
        try:
            return await transport.send(get(url))
        finally:
            await transport.aclose()

    with RawServer(always(answer(b'{"Balance":1}'))) as server:
        assert trio.run(send, server.url, 10).body == b'{"Balance":1}'
    with RawServer(dripping(b"HTTP/1.1 200 ", b"O")) as server:
        with pytest.raises(SendFailed) as caught:
            trio.run(send, server.url, 0.3)
        assert caught.value.failure == "timeout"


def test_fault_2_8_a_journal_under_trio(nordcase_sandbox: Sandbox, tmp_path: Any) -> None:
    trio = pytest.importorskip("trio")
    from nordcase import Journal

    with Journal(tmp_path) as journal:

        async def story() -> Any:
            client = nordcase_sandbox.async_fastdok()
            return await client.start_case(entries=[ObjectEntry("Blankett", template_id="7B")], save=journal.entry("a"))

        assert trio.run(story).case_id and len(journal.ended()) == 1


def test_fault_2_8_aiohttp_says_that_it_needs_asyncio() -> None:
    trio = pytest.importorskip("trio")
    from nordcase import TransportError
    from nordcase.transports import AiohttpTransport

    async def story() -> None:
        await AsyncFastDok(base_url=HOST, ticket="t", transport=AiohttpTransport()).get_balance()

    with pytest.raises(TransportError, match="asyncio") as caught:
        trio.run(story)
    assert not caught.value.may_have_arrived


# Words.


@pytest.mark.parametrize("client", ["fastdok", "case_agency"])
def test_fault_3_2_a_journey_s_error_is_one_of_the_package(nordcase_sandbox: Sandbox, client: str) -> None:
    service: Any = getattr(nordcase_sandbox, client)(password="wrong")
    with pytest.raises(NordcaseError) as caught:
        if client == "fastdok":
            service.complete_case(case_id="7")
        else:
            service.send_event(case_id=1001, event="e")
    error = caught.value
    assert isinstance(error, JourneyError) and error.kind == "journey"
    assert error.code == ("fastdok.sign_in_failed" if client == "fastdok" else "altinn.989")
    assert error.retry == "never" == error.report.retry
    assert pickle.loads(pickle.dumps(error)).report == error.report


def test_fault_3_2_declined(nordcase_sandbox: Sandbox) -> None:
    fd = nordcase_sandbox.fastdok()
    started = fd.start_case(entries=[ObjectEntry("Blankett", template_id="12B.2")])
    with pytest.raises(JourneyError) as caught:
        fd.pay_case(case_id=started.case_id, approve=lambda _: False)
    assert caught.value.code == "journey.declined" and caught.value.retry == caught.value.report.retry


NAMED: list[tuple[Any, set[str]]] = [
    (lambda fd, agency: agency.create_case(service=("", 1), reportee="910453092"), {"service"}),
    (lambda fd, agency: agency.create_case(service=("2681", -1), reportee="910453092"), {"service"}),
    (lambda fd, agency: agency.create_case(service=SERVICE, reportee="1"), {"reportee"}),
    (lambda fd, agency: agency.create_case(service=SERVICE, reportee=5), {"reportee"}),
    (lambda fd, agency: agency.create_case(service=SERVICE, reportee="910453092", due="soon"), {"due"}),
    (lambda fd, agency: list(agency.iter_cases(service=("å", 1))), {"service"}),
    (lambda fd, agency: list(agency.iter_cases(service=SERVICE, language=7)), {"language"}),
    (lambda fd, agency: agency.get_case_list(case_id=7, reportee_number="7"), {"reportee_number"}),
    (lambda fd, agency: list(agency.iter_cases(service=SERVICE, reportee="7")), {"reportee"}),
    (lambda fd, agency: agency.case(case_id=-1), {"case_id"}),
    (lambda fd, agency: agency.case(case_id="7"), {"case_id"}),
    (lambda fd, agency: agency.case(case_id=7, reportee="1"), {"reportee"}),
    (lambda fd, agency: agency.send_event(event="", case_id=1001), {"event"}),
    (lambda fd, agency: agency.send_event(event="e", service=("!", 1)), {"service"}),
    (lambda fd, agency: agency.place_notice(template="", case_id=1001), {"template"}),
    (lambda fd, agency: agency.place_notice(template="1", element_id=""), {"element_id"}),
    (lambda fd, agency: agency.instantiate_collaboration(external_service_code="!", external_service_edition_code=1, reportee_number="910453092"), {"external_service_code"}),
    (lambda fd, agency: agency.set_notice(reportee_element_id="", notice_template_id="1"), {"reportee_element_id"}),
    (lambda fd, agency: fd.get_task(task_id="../x"), {"task_id"}),
    (lambda fd, agency: fd.get_task(task_id=7), {"task_id"}),
    (lambda fd, agency: fd.pay_case(case_id="", approve=lambda _: True), {"case_id"}),
    (lambda fd, agency: fd.pay_case(case_id=7, approve=lambda _: True), {"case_id"}),
    (lambda fd, agency: fd.start_case(entries=[]), {"entries"}),
    (lambda fd, agency: list(fd.iter_tasks(max=0)), {"max"}),
    (lambda fd, agency: CaseAgency(base_url=HOST, system_user="", password="p").test(), {"system_user"}),
    (lambda fd, agency: CaseAgency(base_url=HOST, system_user="S", password="").test(), {"password"}),
    (lambda fd, agency: CaseAgency(base_url="ftp://x", system_user="S", password="p").test(), {"base_url"}),
    (lambda fd, agency: FastDok(base_url=HOST).get_balance(), {"api_key", "ticket"}),
    (lambda fd, agency: FastDok(base_url=HOST, api_key="k").get_balance(), {"username", "password"}),
    (lambda fd, agency: FastDok(base_url=HOST, ticket="t", settle=-1), {"settle"}),
    (lambda fd, agency: FastDok(base_url=HOST, ticket="t", settle="x"), {"settle"}),
]


@pytest.mark.parametrize("number", range(len(NAMED)))
def test_fault_3_5_members_as_the_caller_writes_them(nordcase_sandbox: Sandbox, number: int) -> None:
    import re

    call, names = NAMED[number]
    with pytest.raises((InputError, JourneyError)) as caught:
        call(nordcase_sandbox.fastdok(), nordcase_sandbox.case_agency())
    text = str(caught.value)
    assert any(re.search(rf"\b{name}\b", text) for name in names), text
    # No name as the wire, or another language, writes it.
    assert not re.search(r"\b[a-z]+[A-Z]", text), text
    # A journey may have looked first.
    assert nordcase_sandbox.ledger == [] or isinstance(caught.value, JourneyError)


def test_fault_3_5_details_as_python_writes_them(nordcase_sandbox: Sandbox) -> None:
    with pytest.raises(NordcaseError) as caught:
        nordcase_sandbox.case_agency().case(case_id=1002)
    assert caught.value.details["fault"]["error_id"] == 60014
    nordcase_sandbox.fault("fastdok.get_balance", "answer_lost")
    nordcase_sandbox.fault("fastdok.get_balance", "answer_lost", nth=2)
    nordcase_sandbox.fault("fastdok.get_balance", "answer_lost", nth=3)
    with pytest.raises(NordcaseError) as caught:
        nordcase_sandbox.fastdok().get_balance()
    assert caught.value.details["may_have_arrived"] is True


def test_fault_3_3_a_lost_read_is_safe(nordcase_sandbox: Sandbox) -> None:
    """A time-out is not tried again by itself; and it is safe to try it again."""
    nordcase_sandbox.fault("fastdok.get_balance", "slow", ms=1_000_000)
    with pytest.raises(NordcaseError) as caught:
        nordcase_sandbox.fastdok().get_balance()
    assert (caught.value.code, caught.value.retry.value) == ("transport.timeout", "safe")


@pytest.mark.parametrize("asynchronous", [False, True])
def test_fault_3_3_a_read_whose_connection_breaks_is_read_again(nordcase_sandbox: Sandbox, asynchronous: bool) -> None:
    for name in ("get_balance", "list_tasks"):
        nordcase_sandbox.fault(f"fastdok.{name}", "cut_body")

    async def story() -> Any:
        fd = nordcase_sandbox.async_fastdok()
        return (await fd.get_balance()).balance, [task.id async for task in fd.iter_tasks()]

    fd = nordcase_sandbox.fastdok()
    came = asyncio.run(story()) if asynchronous else (fd.get_balance().balance, [task.id for task in fd.iter_tasks()])
    assert came == (2000, [])


@pytest.mark.parametrize("asynchronous", [False, True])
def test_fault_4_4_a_reportee_that_is_not_checked(nordcase_sandbox: Sandbox, asynchronous: bool) -> None:
    wrong = "910453093"

    def calls(agency: Any) -> list[Any]:
        return [
            lambda **more: agency.get_case_list(case_id=1001, reportee_number=wrong, **more),
            lambda **more: agency.case(case_id=1001, reportee=wrong, **more),
            lambda **more: agency.create_case(service=SERVICE, reportee=wrong, **more),
            lambda **more: agency.instantiate_collaboration(
                external_service_code="2681", external_service_edition_code=1, reportee_number=wrong, **more
            ),
        ]

    agency = nordcase_sandbox.async_case_agency() if asynchronous else nordcase_sandbox.case_agency()
    for call in calls(agency):
        for more in ({}, {"check_reportee": True}, {"check_reportee": False}):
            try:
                done = call(**more)
                asyncio.run(done) if asynchronous else done
                code = ""
            except LookupError:
                code = ""
            except NordcaseError as error:
                code = error.code
            # What is not checked is sent, and the service says what it likes.
            assert code.startswith("input.") == (more != {"check_reportee": False}), (more, code)


def test_fault_4_4_the_reportee_of_a_single_case(nordcase_sandbox: Sandbox) -> None:
    class Recording:
        def __init__(self) -> None:
            self.sent = b""

        def send(self, request: Any) -> Any:
            self.sent = request.body
            return nordcase_sandbox.transport.send(request)

    recording = Recording()
    agency = CaseAgency(base_url=HOST, system_user="SKDEN", password=SYSTEMS["SKDEN"], transport=recording)
    try:
        agency.case(case_id=1001, reportee="910453092")
    except (NordcaseError, LookupError):
        pass  # what it says is the service's own matter
    assert b"910453092" in recording.sent and b"1001" in recording.sent
