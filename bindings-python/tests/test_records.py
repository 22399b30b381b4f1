"""Answers as objects."""

from __future__ import annotations

import json
import pickle
from datetime import datetime, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nordcase import HttpResponse, InputError, NordcaseError, _native
from nordcase._model import RECORDS
from nordcase.altinn import ExternalCase
from nordcase.fastdok import Balance, Page, SignedIn, Task, TaskKind

ACCESS = {"baseUrl": "https://forms.example.se/API/v1.0", "ticket": "t"}


def task(body: str) -> Task:
    answer = HttpResponse(200, [("Content-Type", "application/json")], body.encode())
    decoded: Task = _native.decode("fastdok.get_task", {"taskId": "1"}, ACCESS, answer)
    return decoded


def test_a_record_is_a_value() -> None:
    one, other = ExternalCase(7, due_date=datetime(2027, 3, 1)), ExternalCase(case_id=7, due_date=datetime(2027, 3, 1))
    assert one == other and hash(one) == hash(other) and one != ExternalCase(8)
    assert pickle.loads(pickle.dumps(one)) == one
    assert repr(one) == "ExternalCase(case_id=7, due_date=datetime.datetime(2027, 3, 1, 0, 0))"
    assert one.replace(case_id=8).case_id == 8
    with pytest.raises(AttributeError):
        one.case_id = 9  # type: ignore[misc]
    with pytest.raises(TypeError):
        one.other["x"] = "y"  # type: ignore[index]
    match one:
        case ExternalCase(number, case_name=None):
            assert number == 7
        case _:
            pytest.fail("did not match")


def test_a_wrong_field_is_refused() -> None:
    with pytest.raises(TypeError):
        ExternalCase()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        ExternalCase(7, case_id=8)  # type: ignore[misc]
    with pytest.raises(TypeError):
        ExternalCase(7, nmae="x")  # type: ignore[call-arg]


def test_an_unknown_member_of_an_enumeration_is_kept() -> None:
    read = task('{"Id":"1","ReferenceId":"TaskSign","CreatedDate":"2026-03-01T10:00:00Z"}')
    assert read.reference_id == "TaskSign" and read.reference_id is not None and not read.reference_id.known
    assert pickle.loads(pickle.dumps(read.reference_id)) == TaskKind("TaskSign")
    assert read.created_date == datetime(2026, 3, 1, 10, tzinfo=timezone.utc)
    known = task('{"Id":"1","ReferenceId":"TaskPay"}').reference_id
    assert known is TaskKind.TASK_PAY and known.known
    assert len(TaskKind) == 3


def test_a_time_without_an_offset_is_naive() -> None:
    read = task('{"Id":"1","CreatedDate":"2020-03-15T15:23:17.4353668"}')
    assert read.created_date == datetime(2020, 3, 15, 15, 23, 17, 435366)


def test_members_that_nobody_knows_are_kept_as_they_came() -> None:
    read = task('{"Id":"1","New":{"Amount":0.10}}')
    assert read.extra["New"] == '{"Amount":0.10}'
    assert read.extra["New"].value() == {"Amount": Decimal("0.10")}
    assert hash(read) == hash(pickle.loads(pickle.dumps(read)))


def test_a_table_in_one_line() -> None:
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    due = datetime(2027, 3, 1)
    cases = (ExternalCase(1, current_state_name="a", due_date=due), ExternalCase(2, is_archived=True))
    assert list(pandas.DataFrame(case.to_dict() for case in cases)["case_id"]) == [1, 2]
    assert polars.DataFrame([case.to_dict() for case in cases])["due_date"].to_list() == [due, None]


def test_a_page_is_iterable() -> None:
    page = Page(items=(Balance(Decimal(1)),), total_count=1)
    assert len(page) == 1 and [item.balance for item in page] == [1]
    assert page.to_dict()["items"] == [{"balance": Decimal(1), "extra": {}}]


def test_a_ticket_is_not_shown() -> None:
    assert repr(SignedIn("geheim")) == "SignedIn(ticket='***')"
    assert repr(SignedIn("geheim", "auch geheim")) == "SignedIn(ticket='***', web_ticket='***')"


def test_every_record_has_a_description() -> None:
    assert all(cls.__doc__ for cls in RECORDS.values())


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.decimals() | st.dates(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner),
)


# How long an example may take depends on what else the machine does.
@settings(deadline=None)
@given(PLAIN)
def test_no_value_of_the_caller_crashes(value: object) -> None:
    for name in ("fastdok.get_task", "altinn.notify_event", "fastdok.upload_object", "fastdok.start_case"):
        with pytest.raises((NordcaseError, TypeError)):
            _native.encode(name, value, ACCESS)  # type: ignore[arg-type]


@settings(deadline=None)
@given(st.lists(st.text(max_size=40) | st.sampled_from(["Utkast", "Utkåst", "Utkast ", "Skarp", ""]), max_size=40), st.booleans())
def test_texts_that_come_again_are_the_same(names: list[str], escaped: bool) -> None:
    rows = [{"Id": str(number), "Name": name} for number, name in enumerate(names)]
    body = json.dumps({"Data": rows}, ensure_ascii=escaped).encode()
    page = _native.decode("fastdok.list_tasks", {}, ACCESS, HttpResponse(200, [("Content-Type", "application/json")], body))
    assert [(item.id, item.name) for item in page] == [(row["Id"], row["Name"]) for row in rows]


def test_a_list_that_contains_itself_ends() -> None:
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises((InputError, TypeError)):
        _native.encode("fastdok.start_case", {"entries": circle}, ACCESS)
    with pytest.raises(TypeError):
        _native.Sandbox(1).control({"command": "restore", "snapshot": circle}, 0)


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(100, 599))
def test_no_answer_crashes(body: bytes, status: int) -> None:
    for name in ("fastdok.list_tasks", "fastdok.get_balance"):
        try:
            _native.decode(name, {}, ACCESS, HttpResponse(status, [], body))
        except NordcaseError as error:
            assert pickle.loads(pickle.dumps(error)).code == error.code
