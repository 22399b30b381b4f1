"""Many at once on a new client: one sign-in, and of a wrong password one attempt. FAULTS 1.3, 1.4 and 1.5."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from nordcase import AsyncFastDok, FastDok, JourneyError, NordcaseError
from nordcase.fastdok import EntryProperty, ObjectEntry
from nordcase.sandbox import API_KEY, HOST, USERS, Sandbox

CALLS, JOURNEYS = 200, 25
SERVICE = ("2681", 1)
EDITION: Any = {"external_service_code": "2681", "external_service_edition_code": 1}
ENTRIES = [ObjectEntry("Blankett", template_id="12B.2")]


class Taking:
    """The sandbox's transport with a network that takes a while, and lets others in meanwhile. It counts how many requests are out at once."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.inner = sandbox.transport
        self.lock = threading.Lock()
        self.out = self.most = self.sent = 0

    def enter(self) -> None:
        with self.lock:
            self.out += 1
            self.sent += 1
            self.most = max(self.most, self.out)

    def leave(self) -> None:
        with self.lock:
            self.out -= 1

    def send(self, request: Any) -> Any:
        self.enter()
        try:
            threading.Event().wait(0.002)
            with self.lock:
                return self.inner.send(request)
        finally:
            self.leave()

    def time(self) -> float:
        return self.inner.time()

    def sleep(self, seconds: float) -> None:
        self.inner.sleep(seconds)


class AsyncTaking(Taking):
    async def send(self, request: Any) -> Any:
        self.enter()
        try:
            await asyncio.sleep(0.002)
            return self.inner.send(request)
        finally:
            self.leave()


class Many:
    """A new client, and many jobs on it at once."""

    def __init__(self, sandbox: Sandbox, service: str, how: str, *, wrong: bool, **options: Any) -> None:
        self.sandbox, self.how = sandbox, how
        password = {"password": "wrong-pw-77"} if wrong else {}
        prefix = "" if how == "threads" else "async_"
        self.client: Any = getattr(sandbox, f"{prefix}{service}")(**password, **options)
        self.transport = self.client._transport = (Taking if how == "threads" else AsyncTaking)(sandbox)
        if how == "threads":
            self.client._sleep = self.transport.sleep

    def do(self, job: Callable[[Any, int], Any], times: int) -> list[Any]:
        """What each gave or raised."""
        if self.how == "threads":

            def one(number: int) -> Any:
                try:
                    return job(self.client, number)
                except NordcaseError as error:
                    return error

            with ThreadPoolExecutor(times) as pool:
                return list(pool.map(one, range(times)))

        async def all_of_them() -> list[Any]:
            return list(await asyncio.gather(*(job(self.client, n) for n in range(times)), return_exceptions=True))

        return asyncio.run(all_of_them())

    def seen(self) -> Counter[str]:
        return Counter(entry["what"] for entry in self.sandbox.ledger)


HOW = pytest.mark.parametrize("how", ["threads", "asyncio"])


def same_refusal(came: list[Any], code: str) -> None:
    assert {type(one).__name__ for one in came} == {"ServiceError"}
    assert {(one.code, one.retry.value, str(one), one.details["status"]) for one in came} == {
        (code, "never", str(came[0]), came[0].details["status"])
    }
    assert "wrong-pw-77" not in repr(came)


@HOW
def test_fault_1_3_calls_at_once_sign_in_once(nordcase_sandbox: Sandbox, how: str) -> None:
    many = Many(nordcase_sandbox, "fastdok", how, wrong=False)
    came = many.do(lambda fd, _: fd.get_balance(), CALLS)
    assert {str(one.balance) for one in came} == {"2000.00"}
    assert many.seen()["signed_in"] == 1
    # And once it is signed in, nobody waits for anybody.
    assert many.transport.most > 3


@HOW
def test_fault_1_3_a_wrong_password_goes_out_once(nordcase_sandbox: Sandbox, how: str) -> None:
    many = Many(nordcase_sandbox, "fastdok", how, wrong=True)
    same_refusal(many.do(lambda fd, _: fd.get_balance(), CALLS), "fastdok.sign_in_failed")
    assert many.transport.sent == 1


@HOW
@pytest.mark.parametrize("service", ["fastdok", "case_agency"])
def test_fault_1_4_journeys_that_all_store_before_any_sends(nordcase_sandbox: Sandbox, how: str, service: str) -> None:
    many = Many(nordcase_sandbox, service, how, wrong=False)
    all_have, stored = threading.Barrier(9), Counter[int]()

    def begin(client: Any, save: Any) -> Any:
        return client.start_case(entries=ENTRIES, save=save) if service == "fastdok" else client.create_case(service=SERVICE, reportee="910453092", save=save)

    def job(client: Any, number: int) -> Any:
        def wait(_: str) -> None:
            stored[number] += 1
            if stored[number] == 1:
                all_have.wait(60)

        async def waiting(_: str) -> None:
            stored[number] += 1
            while len(stored) < 9:
                await asyncio.sleep(0)

        return begin(client, wait if how == "threads" else waiting)

    came = many.do(job, 9)
    assert len({receipt.case_id for receipt in came}) == 9
    if service == "fastdok":
        assert many.seen()["signed_in"] == 1


@pytest.mark.parametrize("at", ["acquire", "release"])
@pytest.mark.parametrize("what", ["get_balance", "iter_tasks"])
def test_an_interrupt_between_two_lines_keeps_no_gate(nordcase_sandbox: Sandbox, what: str, at: str) -> None:
    """Ctrl-C comes when the lock has been taken, or let go, and nothing else has been done yet."""
    fd = nordcase_sandbox.fastdok()
    gate: Any = fd._gate

    class Interrupted:
        def acquire(self) -> None:
            gate.acquire()
            if at == "acquire":
                raise KeyboardInterrupt

        def release(self) -> None:
            gate.release()
            if at == "release" and fd._gate is self:
                fd._gate = gate
                raise KeyboardInterrupt

    fd._gate = Interrupted()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        fd.get_balance() if what == "get_balance" else list(fd.iter_tasks())
    fd._gate = gate
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(fd.get_balance).result(60)


@HOW
def test_a_ticket_that_was_handed_in_is_renewed(nordcase_sandbox: Sandbox, how: str) -> None:
    many = Many(nordcase_sandbox, "fastdok", how, wrong=False)
    user, password = next(iter(USERS.items()))
    client: Any = FastDok if how == "threads" else AsyncFastDok
    given = {"base_url": f"{HOST}/API/v1.0", "api_key": API_KEY, "username": user, "password": password}
    many.client = client(**given, ticket="11111111-2222-3333-4444-555555555555", transport=many.transport)
    came = many.do(lambda fd, _: fd.get_balance(), 20)
    assert {str(one.balance) for one in came} == {"2000.00"}
    assert many.seen()["signed_in"] == 1


@HOW
@pytest.mark.parametrize("slow", [1, 2, 3, 4])
@pytest.mark.parametrize("service", ["fastdok", "case_agency"])
def test_what_is_sent_is_made_after_it_was_stored(nordcase_sandbox: Sandbox, how: str, service: str, slow: int) -> None:
    """As on a machine that is asleep during a save: a ticket lives for 50 minutes, a dated header for 5."""
    if service == "fastdok":
        many = Many(nordcase_sandbox, service, how, wrong=False)
    else:
        many = Many(nordcase_sandbox, service, how, wrong=False, binding="ws")

    saves = 0

    def job(client: Any, _: int) -> Any:
        def save(_: str) -> None:
            nonlocal saves
            saves += 1
            if saves == slow:
                nordcase_sandbox.advance(61 * 60)

        async def saving(text: str) -> None:
            save(text)

        hook: Any = save if how == "threads" else saving
        return client.start_case(entries=ENTRIES, save=hook) if service == "fastdok" else client.create_case(service=SERVICE, reportee="910453092", save=hook)

    [receipt] = many.do(job, 1)
    assert receipt.case_id


@HOW
def test_fault_1_3_a_stale_ticket_is_renewed_once(nordcase_sandbox: Sandbox, how: str) -> None:
    many = Many(nordcase_sandbox, "fastdok", how, wrong=False)
    many.do(lambda fd, _: fd.get_balance(), 1)
    nordcase_sandbox.control("sign_everybody_out")
    came = many.do(lambda fd, _: fd.get_balance(), CALLS)
    assert {str(one.balance) for one in came} == {"2000.00"}
    assert many.seen()["signed_in"] == 2


@HOW
def test_fault_1_3_lists_and_calls_together(nordcase_sandbox: Sandbox, how: str) -> None:
    many = Many(nordcase_sandbox, "fastdok", how, wrong=False)

    def job(fd: Any, number: int) -> Any:
        if number % 2:
            return fd.get_balance()
        return list(fd.iter_tasks()) if how == "threads" else listed(fd.iter_tasks())

    many.do(job, CALLS)
    assert many.seen()["signed_in"] == 1
    many = Many(nordcase_sandbox, "fastdok", how, wrong=True)
    same_refusal(many.do(job, CALLS), "fastdok.sign_in_failed")
    assert many.transport.sent == 1


async def listed(items: Any) -> list[Any]:
    return [item async for item in items]


@HOW
def test_fault_1_4_altinn_calls_at_once(nordcase_sandbox: Sandbox, how: str) -> None:
    many = Many(nordcase_sandbox, "case_agency", how, wrong=False)
    came = many.do(lambda agency, _: agency.get_case_list(**EDITION), CALLS)
    assert set(came) == {()} and many.transport.sent == CALLS and many.transport.most > 3


@HOW
def test_fault_1_4_altinn_a_wrong_password_goes_out_once(nordcase_sandbox: Sandbox, how: str) -> None:
    many = Many(nordcase_sandbox, "case_agency", how, wrong=True)
    same_refusal(many.do(lambda agency, _: agency.get_case_list(**EDITION), CALLS), "altinn.989")
    assert many.transport.sent == 1 and many.seen()["system_refused"] == 1


@HOW
def test_fault_1_4_altinn_lists_that_arrive(nordcase_sandbox: Sandbox, how: str) -> None:
    def job(agency: Any, _number: int) -> Any:
        items = agency.iter_cases(service=SERVICE)
        return list(items) if how == "threads" else listed(items)

    many = Many(nordcase_sandbox, "case_agency", how, wrong=True)
    same_refusal(many.do(job, 50), "altinn.989")
    assert many.transport.sent == 1
    nordcase_sandbox.case_agency().create_case(service=SERVICE, reportee="910453092")
    many = Many(nordcase_sandbox, "case_agency", how, wrong=False)
    assert [len(one) for one in many.do(job, 50)] == [1] * 50


@HOW
@pytest.mark.parametrize("service", ["fastdok", "case_agency"])
@pytest.mark.parametrize("wrong", [False, True])
def test_fault_1_4_journeys_at_once(nordcase_sandbox: Sandbox, how: str, service: str, wrong: bool) -> None:
    many = Many(nordcase_sandbox, service, how, wrong=wrong)

    def job(client: Any, number: int) -> Any:
        if service == "fastdok":
            return client.start_case(entries=[*ENTRIES, ObjectEntry("Kund", properties=(EntryProperty("Namn", f"k{number}"),))])
        return client.create_case(service=SERVICE, reportee="910453092")

    came = many.do(job, JOURNEYS)
    if not wrong:
        assert len({one.case_id for one in came}) == JOURNEYS
        assert many.seen()["signed_in"] == (1 if service == "fastdok" else 0)
        return
    assert all(isinstance(one, JourneyError) for one in came), came
    code = "fastdok.sign_in_failed" if service == "fastdok" else "altinn.989"
    assert {(one.code, one.retry.value, one.report.code.value, str(one)) for one in came} == {
        (code, "never", "bad_credentials", str(came[0]))
    }
    assert many.transport.sent == 1 and "wrong-pw-77" not in repr(came)


@HOW
def test_fault_1_4_journeys_and_calls_together(nordcase_sandbox: Sandbox, how: str) -> None:
    many = Many(nordcase_sandbox, "case_agency", how, wrong=True)

    def job(agency: Any, number: int) -> Any:
        if number % 2:
            return agency.send_event(case_id=1001, event="x")
        return agency.get_case_list(**EDITION)

    came = many.do(job, 50)
    assert {one.code for one in came} == {"altinn.989"} and many.transport.sent == 1


ODD_SIGN_INS: dict[str, tuple[int, str, bytes]] = {
    "words": (200, "text/plain", b"Inloggningen misslyckades"),
    "a form": (200, "text/html", b"<html><form>sign in</form></html>"),
    "other members": (200, "application/json", b'{"message":"Invalid credentials"}'),
    "nothing": (200, "application/json", b""),
    "a wall": (403, "text/html", b"<html>Forbidden</html>"),
}


class Odd(Taking):
    """Answers a sign-in in its own way."""

    def __init__(self, sandbox: Sandbox, how: str) -> None:
        super().__init__(sandbox)
        self.how = how

    def send(self, request: Any) -> Any:
        from nordcase import HttpResponse

        self.enter()
        self.leave()
        status, kind, body = ODD_SIGN_INS[self.how]
        return HttpResponse(status, [("Content-Type", kind)], body)


@pytest.mark.parametrize("answer", ODD_SIGN_INS)
def test_fault_1_5_a_sign_in_that_got_an_answer_is_not_sent_again(nordcase_sandbox: Sandbox, answer: str) -> None:
    fd = nordcase_sandbox.fastdok()
    odd: Any = Odd(nordcase_sandbox, answer)
    fd._transport, fd._sleep = odd, odd.sleep
    codes = set()
    for job in [lambda: fd.complete_case(case_id="7"), lambda: fd.get_balance(), lambda: list(fd.iter_tasks())]:
        for _ in range(3):
            with pytest.raises(NordcaseError) as caught:
                job()
            codes.add((caught.value.code, caught.value.retry.value))
    assert odd.sent == 1 and len(codes) == 1 and codes.pop()[1] == "never"


def test_an_exception_or_a_cancelled_call_gives_the_gate_back(nordcase_sandbox: Sandbox) -> None:
    async def story() -> None:
        fd = nordcase_sandbox.async_fastdok()
        transport: Any = AsyncTaking(nordcase_sandbox)
        fd._transport = transport
        first = asyncio.ensure_future(fd.get_balance())
        others = [asyncio.ensure_future(fd.get_balance()) for _ in range(5)]
        while not transport.out:
            await asyncio.sleep(0)
        first.cancel()
        assert {str((await one).balance) for one in others} == {"2000.00"}

    asyncio.run(asyncio.wait_for(story(), 20))

    class Broken:
        def send(self, _request: Any) -> Any:
            raise ZeroDivisionError

    fd = nordcase_sandbox.fastdok()
    whole, fd._transport = fd._transport, Broken()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            fd.get_balance()
    fd._transport = whole
    assert fd.get_balance().balance == 2000


@HOW
def test_a_hook_may_use_the_client(nordcase_sandbox: Sandbox, how: str) -> None:
    """`save` and `approve` that call the same client do not wait for themselves."""
    if how == "threads":
        agency = nordcase_sandbox.case_agency()
        created = agency.create_case(
            service=SERVICE, reportee="910453092", save=lambda _: agency.test(), on_progress=lambda _: agency.get_case_list(**EDITION)
        )
        assert [case.case_id for case in agency.iter_cases(service=SERVICE) if agency.case(case_id=case.case_id)] == [created.case_id]
        return

    async def story() -> None:
        agency = nordcase_sandbox.async_case_agency()

        async def save(_text: str) -> None:
            await agency.test()

        created = await agency.create_case(service=SERVICE, reportee="910453092", save=save)
        fresh = nordcase_sandbox.async_case_agency()
        async for case in fresh.iter_cases(service=SERVICE):
            assert (await fresh.case(case_id=case.case_id)).case_id == created.case_id

    asyncio.run(asyncio.wait_for(story(), 20))


@HOW
@pytest.mark.parametrize("service", ["fastdok", "case_agency"])
@pytest.mark.parametrize("wrong", [False, True])
def test_a_hook_may_use_the_client_in_another_task_or_thread(nordcase_sandbox: Sandbox, how: str, service: str, wrong: bool) -> None:
    """What is stored and told before the first request is waited for while nobody holds the gate; of a wrong password still one is sent."""
    many = Many(nordcase_sandbox, service, how, wrong=wrong)
    client = many.client
    start: Any = {"entries": ENTRIES} if service == "fastdok" else {"service": SERVICE, "reportee": "910453092"}
    begin = client.start_case if service == "fastdok" else client.create_case
    other: Any = client.get_balance if service == "fastdok" else (lambda: client.get_case_list(**EDITION))
    hooked = 0

    def said(work: Any) -> None:
        nonlocal hooked
        hooked += 1
        if (work is None) != wrong:
            raise AssertionError("the call of the hook")

    if how == "threads":

        def hook(_: object) -> None:
            with ThreadPoolExecutor(1) as pool:
                call = pool.submit(other)
                try:
                    said(call.result(20))
                except NordcaseError:
                    said(None)

        job = lambda: begin(**start, save=hook, on_progress=hook)  # noqa: E731
    else:

        async def later(_: object) -> None:
            try:
                said(await asyncio.wait_for(asyncio.create_task(other()), 20))
            except NordcaseError:
                said(None)

        job = lambda: asyncio.run(begin(**start, save=later, on_progress=later))  # noqa: E731
    if wrong:
        with pytest.raises(JourneyError):
            job()
        assert many.transport.sent == 1
    else:
        assert job().case_id
    assert hooked > 2
