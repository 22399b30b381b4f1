"""What a user's program looks like to a type checker: `mypy --strict` and pyright read it, and nothing runs it.

`assert_type` says what an IDE shows.
"""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import date, datetime
from decimal import Decimal
from typing import Union

from nordcase import (
    AsyncCaseAgency,
    AsyncFastDok,
    BatchResult,
    CaseAgency,
    FastDok,
    HttpRequest,
    HttpResponse,
    Journal,
    JourneyError,
    NordcaseError,
    Progress,
    Retry,
    ServiceError,
    batch,
)
from nordcase.altinn import ExternalCase
from nordcase.fastdok import ActionKind, EntryProperty, ObjectEntry, Page, Task, TaskKind
from nordcase.journeys import PaymentQuestion, PayOutcome, PayReceipt
from typing_extensions import assert_type


class Recorded:
    """A transport of the user's own."""

    def send(self, request: HttpRequest) -> HttpResponse:
        assert_type(request.headers, list[tuple[str, str]])
        return HttpResponse(200, [("Content-Type", "application/json")], b"[]")


class AsyncRecorded:
    async def send(self, request: HttpRequest) -> HttpResponse:
        return Recorded().send(request)


def approve(question: PaymentQuestion) -> bool:
    return question.balance is not None and question.balance > Decimal(500)


async def approve_later(question: PaymentQuestion) -> bool:
    return approve(question)


async def save_later(text: str) -> None:
    print(text)


def refused(fd: FastDok) -> None:
    """What a blocking client cannot do, and no client may take for a decision: `mypy --strict` says when one of these is no error."""
    fd.pay_case(case_id="1", approve=approve_later)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    fd.pay_case(case_id="1", approve=lambda _: "no")  # type: ignore[arg-type, return-value]  # pyright: ignore[reportArgumentType]
    fd.pay_case(case_id="1", approve=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    fd.cancel_payment(case_id="1", save=save_later)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def kept(fd: FastDok, journal: Journal) -> None:
    texts: list[str] = []
    fd.cancel_payment(case_id="1", save=texts.append)
    fd.cancel_payment(case_id="1", save=journal.entry("1"))
    for entry in journal.unfinished():
        assert_type(entry.kind, str)
        if entry.kind == "fastdok.pay_case":
            assert_type(fd.resume("fastdok.pay_case", entry.read(), approve=approve, save=entry), PayReceipt)
    assert_type(fd.resume_all(journal, approve=approve), dict[str, BatchResult])


def fastdok(fd: FastDok) -> None:
    entry = ObjectEntry("Kund", properties=(EntryProperty("Namn", "Åsa Öberg"),))
    started = fd.start_case(entries=[entry], on_progress=lambda progress: print(progress.label))
    receipt = fd.pay_case(case_id=started.case_id, approve=approve, save=print)
    assert_type(receipt, PayReceipt)
    assert_type(receipt.balance_after, Union[Decimal, None])
    assert_type(receipt.outcome, PayOutcome)
    page = fd.list_tasks(status="Ready", max=10)
    assert_type(page, Page[Task])
    for task in page:
        match task:
            case Task(id=number, reference_id=TaskKind.TASK_PAY):
                assert_type(number, str)
                fd.perform_action(task_id=number, action=ActionKind.ACTION_CANCEL)
            case _:
                assert_type(task.created_date, Union[datetime, None])
    for task in fd.iter_tasks():
        assert_type(task, Task)


def altinn(agency: CaseAgency) -> None:
    try:
        created = agency.create_case(service=("2681", 1), reportee="910453092", due=date(2027, 3, 1))
        assert_type(created.case_id, int)
    except JourneyError as error:
        assert_type(error.retry, Retry)
    except ServiceError as error:
        assert_type(error.code, str)
    for case in agency.iter_cases(service=("2681", 1)):
        assert_type(case, ExternalCase)
        assert_type(case.due_date, Union[datetime, None])


async def asynchronous(fd: AsyncFastDok, agency: AsyncCaseAgency) -> None:
    def later(question: PaymentQuestion) -> Awaitable[bool]:
        raise NotImplementedError(question)

    def tell(progress: Progress) -> None:
        assert_type(progress.operation, Union[str, None])

    assert_type(await fd.pay_case(case_id="1", approve=later, on_progress=tell), PayReceipt)
    assert_type(await fd.pay_case(case_id="1", approve=approve_later, save=save_later), PayReceipt)
    assert_type(await fd.resume("fastdok.pay_case", "{}", approve=approve_later, save=save_later), PayReceipt)
    await fd.pay_case(case_id="1", approve=lambda _: "no")  # type: ignore[arg-type, return-value]  # pyright: ignore[reportArgumentType]
    async for task in fd.iter_tasks():
        assert_type(task, Task)
    assert_type(await agency.case(case_id=7), ExternalCase)


def main() -> None:
    with FastDok(base_url=FastDok.production, ticket="t", transport=Recorded()) as fd:
        fastdok(fd)
        for result in batch(lambda case_id: fd.cancel_payment(case_id=case_id), ["1", "2"]):
            if isinstance(result.error, NordcaseError):
                print(result.item, result.error.what_to_do)
    with CaseAgency(base_url=CaseAgency.production, system_user="S", password="p") as agency:
        altinn(agency)
    AsyncFastDok(base_url=FastDok.production, ticket="t", transport=AsyncRecorded())
