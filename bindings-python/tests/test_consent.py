"""Money is spent if and only if the caller's function gave `True`; and what cannot be stored stops a journey. FAULTS 1.1 and 1.2."""

from __future__ import annotations

import asyncio
import functools
import gc
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nordcase import InputError, JourneyError, Journal
from nordcase._errors import input_error
from nordcase.fastdok import EntryProperty, ObjectEntry
from nordcase.sandbox import Sandbox

ENTRIES = (ObjectEntry("Kund", properties=(EntryProperty("Namn", "Åsa Öberg"),)), ObjectEntry("Blankett", template_id="12B.2"))


@pytest.fixture(scope="module", autouse=True)
def looked_at_once() -> Iterator[None]:
    """What was there before these tests need not be looked through after each of them."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def nothing_is_left_behind(looked_at_once: None) -> Iterator[None]:
    """A coroutine that nobody awaited is a warning, which is an error here."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
        gc.collect()


@pytest.fixture
def world(nordcase_sandbox: Sandbox) -> Sandbox:
    return nordcase_sandbox


def payable(sandbox: Sandbox) -> str:
    fd = sandbox.fastdok()
    started = fd.start_case(entries=ENTRIES)
    fd.perform_action(task_id=str(started.task_id), action="ActionPay")
    return started.case_id


def actions(sandbox: Sandbox) -> int:
    """What happened at the service, sign-ins apart."""
    return sum(entry["what"] != "signed_in" for entry in sandbox.ledger)


class Counting:
    """A transport that counts."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.inner = sandbox.transport
        self.sent = 0

    def send(self, request: Any) -> Any:
        self.sent += 1
        return self.inner.send(request)

    def time(self) -> float:
        return self.inner.time()

    def sleep(self, seconds: float) -> None:
        self.inner.sleep(seconds)


class AsyncCounting(Counting):
    async def send(self, request: Any) -> Any:
        await asyncio.sleep(0)
        return super().send(request)


def blocking(sandbox: Sandbox) -> Any:
    fd = sandbox.fastdok()
    fd._transport = Counting(sandbox)
    return fd


def asynchronous(sandbox: Sandbox) -> Any:
    fd = sandbox.async_fastdok()
    fd._transport = AsyncCounting(sandbox)
    return fd


async def no(_question: Any) -> bool:
    return False


async def yes(_question: Any) -> bool:
    return True


class Asks:
    async def __call__(self, _question: Any) -> bool:
        return True

    async def method(self, _question: Any) -> bool:
        return True

    @staticmethod
    async def static(_question: Any) -> bool:
        return True

    @classmethod
    async def of_class(cls, _question: Any) -> bool:
        return True


async def with_more(_more: int, _question: Any) -> bool:
    return True


async def generating(_question: Any) -> Any:
    yield True


ASYNC = {
    "async def": no,
    "async def that says True": yes,
    "an object": Asks(),
    "a method": Asks().method,
    "a static method": Asks.static,
    "a class method": Asks.of_class,
    "partial": functools.partial(with_more, 1),
    "partial of partial": functools.partial(functools.partial(with_more, 1)),
    "partial of an object": functools.partial(Asks()),
    "an asynchronous generator": generating,
}

NO_DECISION: dict[str, Callable[[Any], Any]] = {
    "text": lambda _: "no",
    "yes as text": lambda _: "yes",
    "empty text": lambda _: "",
    "1": lambda _: 1,
    "0": lambda _: 0,
    "1.0": lambda _: 1.0,
    "None": lambda _: None,
    "a list": lambda _: [False],
    "the question": lambda question: question,
    "a function": lambda _: lambda: True,
    "a class": lambda _: bool,
    "NaN": lambda _: float("nan"),
}


@pytest.mark.parametrize("given", ASYNC)
def test_fault_1_1_the_blocking_client_refuses_what_must_be_awaited(world: Sandbox, given: str) -> None:
    case_id, before = payable(world), actions(world)
    fd = blocking(world)
    with pytest.raises(InputError) as caught:
        fd.pay_case(case_id=case_id, approve=ASYNC[given])
    assert caught.value.code == "input.approve" and "AsyncFastDok" in str(caught.value)
    assert fd._transport.sent == 0 and actions(world) == before and world.debits == []


@pytest.mark.parametrize("given", [None, True, "yes", 1, object()])
def test_fault_1_1_what_cannot_be_asked_is_refused_first(world: Sandbox, given: Any) -> None:
    case_id = payable(world)
    for make in (blocking, asynchronous):
        fd = make(world)
        with pytest.raises(InputError) as caught:
            done = fd.pay_case(case_id=case_id, approve=given)
            asyncio.run(done)
        assert caught.value.code == "input.approve" and fd._transport.sent == 0
    assert world.debits == []


def returned(kind: str) -> Callable[[Any], Any]:
    """A plain function that gives something to be awaited."""

    class Awaitable:
        def __await__(self) -> Any:
            yield from ()
            return True

    @functools.wraps(yes)
    def wrapped(question: Any) -> Any:
        return yes(question)

    return {"coroutine": lambda question: yes(question), "awaitable": lambda _: Awaitable(), "wrapped": wrapped}[kind]


@pytest.mark.parametrize("kind", ["coroutine", "awaitable", "wrapped"])
def test_fault_1_1_an_awaitable_that_comes_back_spends_nothing(world: Sandbox, kind: str) -> None:
    case_id = payable(world)
    fd = blocking(world)
    with pytest.raises(InputError) as caught:
        fd.pay_case(case_id=case_id, approve=returned(kind))
    assert caught.value.code == "input.approve" and "AsyncFastDok" in str(caught.value) and world.debits == []


@pytest.mark.parametrize("given", NO_DECISION)
@pytest.mark.parametrize("how", ["blocking", "asyncio", "awaited"])
def test_fault_1_1_only_true_approves(world: Sandbox, given: str, how: str) -> None:
    case_id, kept = payable(world), list[str]()
    approve = NO_DECISION[given]

    async def awaited(question: Any) -> Any:
        await asyncio.sleep(0)
        return approve(question)

    with pytest.raises(InputError) as caught:
        if how == "blocking":
            world.fastdok().pay_case(case_id=case_id, approve=approve, save=kept.append)
        else:
            function: Any = awaited if how == "awaited" else approve
            asyncio.run(world.async_fastdok().pay_case(case_id=case_id, approve=function, save=kept.append))
    assert caught.value.code == "input.approve" and "True or False" in str(caught.value)
    gave = "PaymentQuestion" if given == "the question" else type(approve(None)).__name__
    assert world.debits == [] and f"gave a {gave};" in str(caught.value)
    # It can be carried on, by somebody who knows what to say.
    assert world.fastdok().resume("fastdok.pay_case", kept[-1], approve=lambda _: True).outcome == "paid"
    assert len(world.debits) == 1


@pytest.mark.parametrize("how", ["blocking", "asyncio", "awaited"])
def test_fault_1_1_false_declines(world: Sandbox, how: str) -> None:
    case_id = payable(world)
    with pytest.raises(JourneyError) as caught:
        if how == "blocking":
            world.fastdok().pay_case(case_id=case_id, approve=lambda _: False)
        else:
            function: Any = no if how == "awaited" else lambda _: False
            asyncio.run(world.async_fastdok().pay_case(case_id=case_id, approve=function))
    assert caught.value.report.code == "declined" and world.debits == []


@pytest.mark.parametrize("how", ["blocking", "asyncio", "awaited"])
@pytest.mark.parametrize("raised", [ZeroDivisionError, KeyboardInterrupt, TimeoutError, ConnectionError, StopIteration])
def test_fault_1_1_what_it_raises_is_what_the_caller_sees(world: Sandbox, how: str, raised: type[BaseException]) -> None:
    """Also a time-out of its own, which is none of the service's."""
    case_id, asked = payable(world), 0

    def approve(_question: Any) -> bool:
        nonlocal asked
        asked += 1
        raise raised("of the caller")

    async def awaited(question: Any) -> bool:
        return approve(question)

    expected = (raised, RuntimeError) if raised is StopIteration else raised
    with pytest.raises(expected):
        if how == "blocking":
            world.fastdok().pay_case(case_id=case_id, approve=approve)
        else:
            function: Any = awaited if how == "awaited" else approve
            asyncio.run(world.async_fastdok().pay_case(case_id=case_id, approve=function))
    assert world.debits == [] and asked == 1


RAISED = [LookupError("the clerk went home"), TimeoutError(), input_error("input.params", "contract", "is not signed")]


@pytest.mark.parametrize("how", ["blocking", "asyncio", "awaited"])
@pytest.mark.parametrize("hook", ["approve", "save", "on_progress"])
@pytest.mark.parametrize("mine", RAISED, ids=["any", "a time-out", "one of ours"])
def test_what_a_function_of_the_callers_raises_comes_unchanged(world: Sandbox, how: str, hook: str, mine: Exception) -> None:
    """The very object, as the README says: in a journey, in one that is carried on, and in the results of many."""
    case_id, kept, broken = payable(world), list[str](), True

    def function(given: Any) -> Any:
        if broken:
            raise mine
        return True if hook == "approve" else None

    async def awaited(given: Any) -> Any:
        await asyncio.sleep(0)
        return function(given)

    hooks: dict[str, Any] = {"approve": lambda _: True, "save": kept.append}
    hooks[hook] = awaited if how == "awaited" else function
    fd: Any = world.fastdok() if how == "blocking" else world.async_fastdok()

    def done(begin: Callable[[], Any]) -> Any:
        async def there() -> Any:
            return await begin()

        return begin() if how == "blocking" else asyncio.run(there())

    with pytest.raises(type(mine)) as caught:
        done(lambda: fd.pay_case(case_id=case_id, **hooks))
    assert caught.value is mine and mine.__cause__ is None and world.debits == []
    if hook == "save":
        return
    with pytest.raises(type(mine)) as caught:
        done(lambda: fd.resume("fastdok.pay_case", kept[-1], **hooks))
    assert caught.value is mine and world.debits == []
    broken = False
    assert done(lambda: fd.resume("fastdok.pay_case", kept[-1], **hooks)).outcome == "paid" and len(world.debits) == 1


@pytest.mark.parametrize("hook", ["approve", "on_progress"])
@pytest.mark.parametrize("asyncio_too", [False, True])
def test_what_a_function_of_the_callers_raises_is_in_the_results_of_many(world: Sandbox, tmp_path: Path, hook: str, asyncio_too: bool) -> None:
    mine, case_id = LookupError("the clerk went home"), payable(world)

    def function(_given: Any) -> Any:
        raise mine

    with Journal(tmp_path) as journal:
        with pytest.raises(LookupError):
            world.fastdok().pay_case(case_id=case_id, approve=function, save=journal.entry("pay"))
        hooks: Any = {"approve": lambda _: True, hook: function}
        fd: Any = world.async_fastdok() if asyncio_too else world.fastdok()
        results = fd.resume_all(journal, **hooks)
        results = asyncio.run(results) if asyncio_too else results
        assert results["pay"].error is mine and world.debits == []


@pytest.mark.parametrize("given", ["async def that says True", "an object", "a method", "partial"])
def test_fault_1_1_asyncio_awaits(world: Sandbox, given: str) -> None:
    case_id = payable(world)
    paid = asyncio.run(world.async_fastdok().pay_case(case_id=case_id, approve=ASYNC[given]))
    assert paid.outcome == "paid" and len(world.debits) == 1


def test_fault_1_1_cancelled_while_asking(world: Sandbox) -> None:
    case_id = payable(world)

    async def forever(_question: Any) -> bool:
        await asyncio.sleep(60)
        return True

    async def story() -> None:
        await asyncio.wait_for(world.async_fastdok().pay_case(case_id=case_id, approve=forever), 0.2)

    with pytest.raises(asyncio.TimeoutError):
        asyncio.run(story())
    assert world.debits == []


# What a caller hands in to be told, with each journey that takes it.


def journeys(client: Any, agency: Any, case_id: str, **hooks: Any) -> list[Callable[[], Any]]:
    return [
        lambda: client.start_case(entries=ENTRIES, **hooks),
        lambda: client.pay_case(case_id=case_id, approve=lambda _: True, **hooks),
        lambda: client.cancel_payment(case_id=case_id, **hooks),
        lambda: client.complete_case(case_id=case_id, **hooks),
        lambda: agency.create_case(service=("2681", 1), reportee="910453092", **hooks),
        lambda: agency.send_event(case_id=1001, event="e", **hooks),
        lambda: agency.place_notice(case_id=1001, template="12", **hooks),
    ]


async def store(_text: Any) -> None:
    raise AssertionError("never awaited")


SAVES = {"async def": store, "an object": Asks(), "partial": functools.partial(with_more, 1), "a text": "file.json", "True": True}


@pytest.mark.parametrize("hook", ["save", "on_progress"])
@pytest.mark.parametrize("given", SAVES)
def test_fault_1_2_the_blocking_client_refuses_what_cannot_store(world: Sandbox, hook: str, given: str) -> None:
    case_id, before = payable(world), actions(world)
    fd, agency = blocking(world), world.case_agency()
    counting = agency._transport = Counting(world)
    for begin in journeys(fd, agency, case_id, **{hook: SAVES[given]}):
        with pytest.raises(InputError) as caught:
            begin()
        assert caught.value.code == ("input.journey_not_stored" if hook == "save" else "input.params")
        assert hook in str(caught.value)
    assert fd._transport.sent == counting.sent == 0 and actions(world) == before


@pytest.mark.parametrize("hook", ["save", "on_progress"])
def test_fault_1_2_an_awaitable_that_comes_back_stops_it(world: Sandbox, hook: str) -> None:
    case_id, before = payable(world), actions(world)
    fd, agency = blocking(world), world.case_agency()
    counting = agency._transport = Counting(world)
    for begin in journeys(fd, agency, case_id, **{hook: lambda _: yes(None)}):
        with pytest.raises(InputError):
            begin()
    assert fd._transport.sent == counting.sent == 0 and actions(world) == before


@pytest.mark.parametrize("hook", ["save", "on_progress"])
def test_fault_1_2_asyncio_awaits(world: Sandbox, hook: str) -> None:
    case_id, told = payable(world), list[Any]()

    async def tell(what: Any) -> None:
        await asyncio.sleep(0)
        told.append((what, len(world.debits)))

    hooks: Any = {hook: tell}
    asyncio.run(world.async_fastdok().pay_case(case_id=case_id, approve=lambda _: True, **hooks))
    assert len(told) > 5 and len(world.debits) == 1
    # It was told before it was done, and of the end too.
    assert told[0][1] == 0 and (hook == "on_progress" or '"ended"' not in str(told[0]))


@pytest.mark.parametrize("asyncio_too", [False, True])
@pytest.mark.parametrize("nth", [1, 2, 3, 4])
def test_fault_1_2_what_save_raises_stops_it(world: Sandbox, asyncio_too: bool, nth: int) -> None:
    case_id, saved = payable(world), 0
    before = actions(world)
    fd = (asynchronous if asyncio_too else blocking)(world)

    def save(_text: str) -> None:
        nonlocal saved
        saved += 1
        if saved == nth:
            raise OSError(28, "No space left on device")

    async def save_later(text: str) -> None:
        await asyncio.sleep(0)
        save(text)

    with pytest.raises(OSError, match="No space left"):
        done = fd.pay_case(case_id=case_id, approve=lambda _: True, save=save_later if asyncio_too else save)
        asyncio.run(done)
    # What was saved before it was sent, and nothing after.
    assert fd._transport.sent == nth - 1 and actions(world) == before and world.debits == []


def test_fault_1_2_an_unusable_security_header_is_refused_at_once() -> None:
    from nordcase import AsyncCaseAgency, CaseAgency

    async def sign() -> str:
        return "<wsse:Security/>"

    for client in (CaseAgency, AsyncCaseAgency):
        for given in (sign, "text"):
            with pytest.raises(InputError) as caught:
                client(base_url=CaseAgency.production, system_user="S", password="p", binding="ec", security_header=given)  # type: ignore[arg-type]
            assert "security_header" in str(caught.value)




def test_fault_1_2_a_security_header_that_comes_back_wrong(world: Sandbox) -> None:
    from nordcase import CaseAgency

    async def sign() -> str:
        return "<wsse:Security/>"

    counting = Counting(world)
    for give in (lambda: sign(), lambda: None, lambda: b"<wsse:Security/>"):
        header: Any = give
        agency = CaseAgency(
            base_url=CaseAgency.production, system_user="S", password="p", binding="ec", security_header=header, transport=counting
        )
        for call in (agency.test, lambda agency=agency: agency.send_event(case_id=7, event="e")):
            with pytest.raises(InputError, match="security_header: must give a text"):
                call()
    assert counting.sent == 0


def test_a_batch_of_what_must_be_awaited_is_refused(world: Sandbox) -> None:
    from nordcase import batch

    client = world.async_fastdok()

    async def pay(case_id: str) -> Any:
        return await client.pay_case(case_id=case_id, approve=lambda _: True)

    with pytest.raises(InputError, match="must be awaited"):
        batch(pay, ["1"], progress=False)
    (result,) = batch(lambda case_id: pay(case_id), ["1"], progress=False)
    assert isinstance(result.error, InputError) and result.value is None
