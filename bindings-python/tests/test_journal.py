"""The journal: what survives a process that is killed, who owns a folder, and how a journey is carried on. FAULTS 1.11, 1.12 and 1.13."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from nordcase import AsyncFastDok, FastDok, InputError, Journal, JournalInUse, JourneyError, NordcaseError, _native
from nordcase.fastdok import EntryProperty, ObjectEntry
from nordcase.sandbox import API_KEY, USERS, Sandbox

ENTRIES = (ObjectEntry("Kund", properties=(EntryProperty("Namn", "Åsa Öberg"),)), ObjectEntry("Blankett", template_id="12B.2"))
POSIX = pytest.mark.skipif(os.name == "nt", reason="fork and signals are POSIX's")


@pytest.fixture
def journal(tmp_path: Path) -> Any:
    with Journal(tmp_path / "journal") as opened:
        yield opened


def payable(sandbox: Sandbox) -> str:
    fd = sandbox.fastdok()
    started = fd.start_case(entries=ENTRIES)
    fd.perform_action(task_id=str(started.task_id), action="ActionPay")
    return started.case_id


def stop_at(sandbox: Sandbox, entry: Any, nth: int, **options: Any) -> None:
    """Pays, and stops with the nth save done, as a process that dies."""
    saved = 0

    def save(text: str) -> None:
        nonlocal saved
        entry(text)
        saved += 1
        if saved == nth:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sandbox.fastdok().pay_case(save=save, approve=lambda _: True, **options)


# What is stored, and when.


@pytest.mark.parametrize("how", ["blocking", "asyncio"])
def test_fault_1_13_the_end_is_saved(nordcase_sandbox: Sandbox, journal: Journal, how: str) -> None:
    paid, refused = payable(nordcase_sandbox), payable(nordcase_sandbox)
    if how == "blocking":
        fd = nordcase_sandbox.fastdok()
        fd.pay_case(case_id=paid, approve=lambda _: True, save=journal.entry("paid"))
        with pytest.raises(JourneyError):
            fd.pay_case(case_id=refused, approve=lambda _: False, save=journal.entry("refused"))
    else:

        async def story() -> None:
            client = nordcase_sandbox.async_fastdok()
            await client.pay_case(case_id=paid, approve=lambda _: True, save=journal.entry("paid"))
            with pytest.raises(JourneyError):
                await client.pay_case(case_id=refused, approve=lambda _: False, save=journal.entry("refused"))

        asyncio.run(story())
    assert journal.unfinished() == ()
    assert [(entry.key, entry.kind, entry.case_id, entry.ended) for entry in journal.ended()] == [
        ("paid", "fastdok.pay_case", paid, "done"),
        ("refused", "fastdok.pay_case", refused, "failed"),
    ]
    text = Path(journal.folder, "paid.json").read_text(encoding="utf-8")
    assert text == journal.ended()[0].stored and json.loads(text)["journey"] == "fastdok.pay_case"
    assert sorted(os.listdir(journal.folder)) == ["lock", "paid.json", "refused.json"]
    assert API_KEY not in text and USERS["asa.oberg@bjorken.example"] not in text


def test_fault_1_12_a_journey_is_carried_on(nordcase_sandbox: Sandbox, tmp_path: Path) -> None:
    case_id = payable(nordcase_sandbox)
    with Journal(tmp_path) as journal:
        stop_at(nordcase_sandbox, journal.entry("7/Å"), 4, case_id=case_id)
    with Journal(tmp_path) as journal:
        (entry,) = journal.unfinished()
        assert (entry.key, entry.kind, entry.case_id) == ("7/Å", "fastdok.pay_case", case_id)
        fd = nordcase_sandbox.fastdok()
        receipt = fd.resume(entry.kind, entry.read(), case_id=case_id, approve=lambda _: True, save=entry)
        assert receipt.outcome == "paid" and journal.unfinished() == () and entry.ended == "done"
        assert os.path.exists(tmp_path / "7%2F%C3%85.json")
        journal.remove("7/Å")
        assert journal.ended() == () and sorted(os.listdir(tmp_path)) == ["lock"]
    assert len(nordcase_sandbox.debits) == 1


@pytest.mark.parametrize("key", [" ", ".", "..", "a/b", "a\\b", "a:b", "C:", "å" * 30, "%41", "a%2Fb", "\n", "x" * 200, "*?", "lock", "~"])
def test_any_text_is_a_key(nordcase_sandbox: Sandbox, journal: Journal, key: str) -> None:
    nordcase_sandbox.fastdok().start_case(entries=ENTRIES, save=journal.entry(key))
    assert [entry.key for entry in journal.ended()] == [key]
    assert len([name for name in os.listdir(journal.folder) if name.endswith(".json")]) == 1
    with pytest.raises(InputError):
        journal.entry(key)
    journal.remove(key)
    journal.entry(key)


@pytest.mark.parametrize("key", ["", "x" * 201, "\ud800", "å" * 200, 7, None, b"x"])
def test_what_is_no_key(journal: Journal, key: Any) -> None:
    with pytest.raises(InputError) as caught:
        journal.entry(key)
    assert caught.value.code == "input.journal_key"


def test_a_key_has_one_journey(nordcase_sandbox: Sandbox, journal: Journal) -> None:
    case_id = payable(nordcase_sandbox)
    one, two = journal.entry("a"), journal.entry("a")
    fd = nordcase_sandbox.fastdok()
    fd.cancel_payment(case_id=case_id, save=one)
    before = len(nordcase_sandbox.ledger)
    for entry in (one, two):
        # Used up, and made before the other was used.
        with pytest.raises(InputError) as caught:
            fd.start_case(entries=ENTRIES, save=entry)
        assert caught.value.code == "input.journal_key"
    with pytest.raises(InputError):
        fd.resume("fastdok.start_case", _native.journey_begin("fastdok.start_case", {"entries": ENTRIES}, 1, None, "never"), save=one)
    assert len(nordcase_sandbox.ledger) == before
    assert [entry.kind for entry in journal.ended()] == ["fastdok.cancel_payment"]


def test_two_that_carry_on_one_journey(nordcase_sandbox: Sandbox, journal: Journal) -> None:
    """The second notices that it is not alone, before it sends anything."""
    case_id = payable(nordcase_sandbox)
    stop_at(nordcase_sandbox, journal.entry("a"), 3, case_id=case_id)
    (one,), (two,) = journal.unfinished(), journal.unfinished()
    fd = nordcase_sandbox.fastdok()
    met = []

    def approve(_question: Any) -> bool:
        with pytest.raises(InputError) as caught:
            nordcase_sandbox.fastdok().resume(two.kind, two.read(), approve=lambda _: True, save=two)
        met.append(caught.value.code)
        return True

    assert fd.resume(one.kind, one.read(), approve=approve, save=one).outcome == "paid"
    assert met == ["input.journal_key"] and len(nordcase_sandbox.debits) == 1


def test_only_what_has_ended_is_removed(nordcase_sandbox: Sandbox, journal: Journal) -> None:
    stop_at(nordcase_sandbox, journal.entry("a"), 3, case_id=payable(nordcase_sandbox))
    Path(journal.folder, "b.json").write_bytes(b"")
    for key in ("a", "b", "c"):
        with pytest.raises(InputError) as caught:
            journal.remove(key)
        assert caught.value.code == "input.journal_key"
    assert len(journal.unfinished()) == 2


def test_a_file_that_cannot_be_read_stops_nothing_else(nordcase_sandbox: Sandbox, journal: Journal) -> None:
    case_id = payable(nordcase_sandbox)
    stop_at(nordcase_sandbox, journal.entry("good"), 3, case_id=case_id)
    folder = Path(journal.folder)
    broken = {"empty": b"", "half": folder.joinpath("good.json").read_bytes()[:80], "no text": b"\xff\xfe", "other": b'{"journey":"x"}'}
    for name, content in broken.items():
        folder.joinpath(name.replace(" ", "%20") + ".json").write_bytes(content)
    folder.joinpath("not one of ours.json").write_bytes(folder.joinpath("good.json").read_bytes())
    folder.joinpath("a folder.json").mkdir()
    folder.joinpath("good.json.tmp").write_bytes(b"half")
    found = {entry.key: entry.problem is None for entry in journal.unfinished()}
    assert found == {**dict.fromkeys([*broken, "not one of ours.json", "a folder.json"], False), "good": True}
    results = nordcase_sandbox.fastdok().resume_all(journal, approve=lambda _: True)
    assert {key for key, result in results.items() if result.error is None} == {"good"}
    assert results["good"].value.outcome == "paid" and results.keys() == found.keys()
    assert isinstance(results["empty"].error, NordcaseError) and results["empty"].value is None


def test_all_of_this_service_are_carried_on(nordcase_sandbox: Sandbox, journal: Journal) -> None:
    paid, cancelled = payable(nordcase_sandbox), payable(nordcase_sandbox)
    stop_at(nordcase_sandbox, journal.entry("pay"), 3, case_id=paid)
    fd, agency = nordcase_sandbox.fastdok(), nordcase_sandbox.case_agency()
    for key, params in {"cancel": {"caseId": cancelled}, "gone": {"caseId": "missing"}}.items():
        journal.entry(key)(_native.journey_begin("fastdok.cancel_payment", params, 7, None, "never"))
    create = {"externalServiceCode": "2681", "externalServiceEditionCode": 1, "reporteeNumber": "910453092"}
    journal.entry("create")(_native.journey_begin("altinn.create_case", create, 8, None, "never"))
    before = len(nordcase_sandbox.debits)
    results = fd.resume_all(journal)
    # A payment is not made without somebody to ask.
    assert {key: getattr(result.error, "code", None) for key, result in results.items()} == {
        "pay": "input.approve",
        "cancel": None,
        "gone": "fastdok.not_found",
    }
    assert len(nordcase_sandbox.debits) == before and [entry.key for entry in journal.unfinished()] == ["create", "pay"]

    async def story() -> dict[str, Any]:
        return await nordcase_sandbox.async_fastdok().resume_all(journal, approve=lambda _: True)

    assert [(key, result.value.outcome) for key, result in asyncio.run(story()).items()] == [("pay", "paid")]
    assert agency.resume_all(journal)["create"].value.case_id > 0
    assert journal.unfinished() == () and len(nordcase_sandbox.debits) == before + 1


# Who owns a folder.

HOLD = """
import sys, time
from nordcase import Journal, JournalInUse
try:
    journal = Journal(sys.argv[1])
except JournalInUse as error:
    print(error.code, flush=True)
    sys.exit(3)
print("owned", flush=True)
time.sleep(60)
"""


def holding(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True)


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_one_process_owns_a_folder(tmp_path: Path) -> None:
    owner = holding(tmp_path)
    try:
        assert said(owner) == "owned"
        with pytest.raises(JournalInUse) as caught:
            Journal(tmp_path)
        assert caught.value.code == "input.journal_in_use" and isinstance(caught.value, NordcaseError)
        other = holding(tmp_path)
        assert said(other) == "input.journal_in_use" and other.wait(20) == 3
        assert other.stdout is not None
        other.stdout.close()
    finally:
        # A dead owner loses it, however it died.
        owner.kill()
        owner.wait(20)
        assert owner.stdout is not None
        owner.stdout.close()
    with Journal(tmp_path):
        with pytest.raises(JournalInUse):
            Journal(tmp_path)
    with Journal(tmp_path):
        pass


def test_a_closed_journal_stops_what_is_under_way(nordcase_sandbox: Sandbox, tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    case_id = payable(nordcase_sandbox)

    def approve(_question: Any) -> bool:
        journal.close()
        return True

    with pytest.raises(JournalInUse):
        nordcase_sandbox.fastdok().pay_case(case_id=case_id, approve=approve, save=journal.entry("a"))
    assert nordcase_sandbox.debits == []
    for use in (journal.unfinished, journal.ended, lambda: journal.entry("b"), lambda: journal.claim("o", ["1"], True)):
        with pytest.raises(JournalInUse):
            use()


def test_a_journal_that_nobody_holds_lets_go(tmp_path: Path) -> None:
    Journal(tmp_path)
    with Journal(tmp_path):
        pass


@POSIX
def test_a_fork_does_not_write(nordcase_sandbox: Sandbox, journal: Journal) -> None:
    child = os.fork()
    if child == 0:
        try:
            journal.entry("a")
        except JournalInUse:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    journal.entry("a")


@POSIX
def test_a_fork_that_lives_on_does_not_keep_the_lock(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    (ends, waits), (begun, begins) = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        os.close(waits)
        os.write(begins, b"x")
        os.read(ends, 1)
        os._exit(0)
    os.read(begun, 1)
    journal.close()
    with Journal(tmp_path):
        pass
    os.close(waits)
    os.waitpid(child, 0)
    for pipe in (ends, begun, begins):
        os.close(pipe)


def test_a_file_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", none)
    with Journal(tmp_path) as journal:
        assert journal.claim("one", ["a", "b"], True) == ["a"] and journal.claim("two", ["a", "b"], True) == ["b"]
        assert sorted(os.listdir(tmp_path / "claims")) == ["a", "b"]


def test_files_of_the_user_s_in_the_folder_stay(nordcase_sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "claims").mkdir()
    names = ["notes.tmp", "a.json.tmp", "x.json%tmp.tmp", ".tmp", "a%tmp", "a.json.bak", "claims/notes.tmp"]
    for name in names:
        (tmp_path / name).write_text("mine")
    # What a journal that died in the middle of a save has left is no journey, and in nobody's way.
    (tmp_path / "k.json%tmp").write_text('{"journey":"fastdok.pay_c')
    with Journal(tmp_path) as journal:
        nordcase_sandbox.fastdok().start_case(entries=ENTRIES, save=journal.entry("k"))
        assert journal.unfinished() == () and [entry.key for entry in journal.ended()] == ["k"]
        journal.remove("k")
    with Journal(tmp_path):
        assert [(tmp_path / name).read_text() for name in names] == ["mine"] * len(names)


def test_a_file_of_somebody_else_s_hides_no_journey(nordcase_sandbox: Sandbox, journal: Journal) -> None:
    stop_at(nordcase_sandbox, journal.entry("é"), 3, case_id=payable(nordcase_sandbox))
    foreign = Path(journal.folder, "é.json")
    text = Path(journal.folder, "%C3%A9.json").read_text()
    foreign.write_text(text)
    assert {entry.key: entry.problem is None for entry in journal.unfinished()} == {"é": True, "é.json": False}
    results = nordcase_sandbox.fastdok().resume_all(journal, approve=lambda _: True)
    assert results["é"].value.outcome == "paid" and isinstance(results["é.json"].error, NordcaseError)
    assert foreign.read_text() == text and len(nordcase_sandbox.debits) == 1


@POSIX
def test_what_the_disk_refuses_stops_the_journey(nordcase_sandbox: Sandbox, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = payable(nordcase_sandbox)

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        nordcase_sandbox.fastdok().pay_case(case_id=case_id, approve=lambda _: True, save=journal.entry("a"))
    assert nordcase_sandbox.debits == [] and not os.path.exists(os.path.join(journal.folder, "a.json"))


@POSIX
def test_others_cannot_read_it(nordcase_sandbox: Sandbox, journal: Journal) -> None:
    nordcase_sandbox.fastdok().start_case(entries=ENTRIES, save=journal.entry("a"))
    assert os.stat(os.path.join(journal.folder, "a.json")).st_mode & 0o077 == 0


def test_a_folder_of_another_language_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "lock").mkdir()
    with pytest.raises(JournalInUse, match="for Node"):
        Journal(tmp_path)


def test_refused_credentials_leave_the_journey_unfinished(nordcase_sandbox: Sandbox, journal: Journal) -> None:
    """Refused credentials are the session's end: with others the journey goes on."""
    case_id = nordcase_sandbox.fastdok().start_case(entries=ENTRIES).case_id
    with pytest.raises(JourneyError):
        nordcase_sandbox.fastdok(password="wrong-pw-77").pay_case(case_id=case_id, approve=lambda _: True, save=journal.entry("pay"))
    again = nordcase_sandbox.fastdok(password="wrong-pw-78").resume_all(journal, approve=lambda _: True)
    assert isinstance(again["pay"].error, JourneyError)
    assert [entry.key for entry in journal.unfinished()] == ["pay"]
    results = nordcase_sandbox.fastdok().resume_all(journal, approve=lambda _: True)
    assert results["pay"].value.outcome == "paid" and len(nordcase_sandbox.debits) == 1


# Claims.


def test_claims_of_a_journal_last(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        assert journal.claim("one", ["a", "b/../c"], False) == ["a", "b/../c"]
        assert journal.claim("one", ["a", "b/../c"], True) == ["a"]
        assert journal.claim("two", ["a", "b/../c"], False) == ["b/../c"]
        assert journal.claim("two", ["a", "b/../c"], True) == ["b/../c"]
        assert journal.claim("three", ["a", "b/../c"], True) == []
        assert journal.claim("four", ["å" * 200, ".."], True) == ["å" * 200]
    with Journal(tmp_path) as journal:
        assert journal.claim("one", ["b/../c", "a"], True) == ["a"]
        assert journal.claim("two", ["a"], False) == []
        assert journal.claim("five", ["å" * 200, ".."], True) == [".."]
        assert sorted(os.listdir(tmp_path)) == ["claims", "lock"]


def test_claims_of_many_threads(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        taken: list[str] = []

        def claim(number: int) -> None:
            taken.extend(journal.claim(f"owner {number}", [str(case) for case in range(20)], True))

        threads = [threading.Thread(target=claim, args=(number,)) for number in range(25)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(taken, key=int) == [str(case) for case in range(20)]


@pytest.mark.parametrize("how", ["client", "journal"])
def test_fault_1_7_identical_starts_at_once(nordcase_sandbox: Sandbox, journal: Journal, how: str) -> None:
    """Their replies are lost, and each finds a case of its own, or says that it cannot tell."""
    from concurrent.futures import ThreadPoolExecutor

    fd, lock = nordcase_sandbox.fastdok(), threading.Lock()
    sandbox_send = nordcase_sandbox._send

    def one_at_a_time(request: Any) -> Any:
        with lock:
            return sandbox_send(request)

    nordcase_sandbox._send = one_at_a_time  # type: ignore[method-assign]
    for nth in (1, 2, 4, 5):
        nordcase_sandbox.fault("fastdok.start_case", "answer_lost", nth=nth)

    def start(number: int) -> Any:
        save = journal.entry(f"job {number}") if how == "journal" else None
        try:
            return fd.start_case(entries=ENTRIES, save=save)
        except JourneyError as error:
            return error

    with ThreadPoolExecutor(6) as pool:
        came = list(pool.map(start, range(6)))
    cases = [one.case_id for one in came if not isinstance(one, JourneyError)]
    assert len(cases) == len(set(cases)) and len(cases) >= 2
    assert {one.report.code.value for one in came if isinstance(one, JourneyError)} <= {"outcome_unknown"}


# resume.


def stored(journey: str) -> str:
    params: dict[str, Any] = {"caseId": "c-1"}
    if journey.endswith("start_case"):
        params = {"entries": ENTRIES}
    elif journey.endswith("create_case"):
        params = {"externalServiceCode": "2681", "externalServiceEditionCode": 1, "reporteeNumber": "910453092"}
    elif journey.endswith("send_event"):
        params = {"caseId": 1001, "event": "e"}
    elif journey.endswith("place_notice"):
        params = {"caseId": 1001, "noticeTemplateId": "12"}
    return _native.journey_begin(journey, params, 7, None, "never")


class Silent:
    """A transport that must not be used."""

    def send(self, _request: Any) -> Any:
        raise AssertionError("something was sent")


class AsyncSilent:
    async def send(self, _request: Any) -> Any:
        raise AssertionError("something was sent")


PAY, CANCEL = "fastdok.pay_case", "fastdok.cancel_payment"
REFUSED: list[tuple[str, Any, dict[str, Any], str]] = [
    (PAY, stored(PAY), {}, "input.approve"),
    (PAY, stored(PAY), {"approve": None}, "input.approve"),
    (PAY, stored(PAY), {"approve": True}, "input.approve"),
    (PAY, stored(CANCEL), {"approve": lambda _: True}, "input.journey_stored"),
    (CANCEL, stored(PAY), {"approve": lambda _: True}, "input.journey_stored"),
    ("fastdok.no_such", stored(PAY), {"approve": lambda _: True}, "input.journey_stored"),
    ("altinn.create_case", stored("altinn.create_case"), {}, "input.journey_stored"),
    ("altinn.create_case", stored(PAY), {}, "input.journey_stored"),
    (PAY, stored(PAY), {"approve": lambda _: True, "case_id": "c-2"}, "input.journey_case"),
    ("fastdok.start_case", stored("fastdok.start_case"), {"case_id": "c-1"}, "input.journey_case"),
    (PAY, "", {"approve": lambda _: True}, "input.journey_stored"),
    (PAY, "{}", {"approve": lambda _: True}, "input.journey_stored"),
    (PAY, stored(PAY)[:-9], {"approve": lambda _: True}, "input.journey_stored"),
    (PAY, None, {"approve": lambda _: True}, "input.journey_stored"),
    (PAY, stored(PAY).encode(), {"approve": lambda _: True}, "input.journey_stored"),
    (PAY, json.loads(stored(PAY)), {"approve": lambda _: True}, "input.journey_stored"),
]


@pytest.mark.parametrize(("kind", "text", "options", "code"), REFUSED)
@pytest.mark.parametrize("client", [FastDok, AsyncFastDok])
def test_fault_1_11_what_is_not_resumed(client: Any, kind: str, text: Any, options: Any, code: str) -> None:
    silent: Any = Silent() if client is FastDok else AsyncSilent()
    fd = client(base_url=client.production, ticket="t", transport=silent)
    with pytest.raises(InputError) as caught:
        done = fd.resume(kind, text, **options)
        asyncio.run(done)
    assert caught.value.code == code, str(caught.value)


def test_fault_3_5_a_text_of_the_other_service_says_whose_it_is(nordcase_sandbox: Sandbox) -> None:
    with pytest.raises(InputError, match=r"fastdok\.pay_case, which FastDok carries on, not CaseAgency"):
        nordcase_sandbox.case_agency().resume(PAY, stored(PAY))
    with pytest.raises(InputError, match=r"altinn\.send_event, which CaseAgency carries on, not FastDok"):
        nordcase_sandbox.fastdok().resume("altinn.send_event", stored("altinn.send_event"))


def test_fault_1_10_no_journey_takes_another_s_text(nordcase_sandbox: Sandbox) -> None:
    fd: Any = nordcase_sandbox.fastdok()
    with pytest.raises(TypeError):
        fd.pay_case(case_id="c-2", approve=lambda _: True, resume=stored(PAY))


# Processes that are killed, over real HTTP.

PROGRAM = """
import sys
from nordcase import FastDok, Journal
from nordcase.fastdok import EntryProperty, ObjectEntry

address, folder, api_key, user, password, count, seed = sys.argv[1:]
with Journal(folder) as journal, FastDok(base_url=address, api_key=api_key, username=user, password=password, settle=1.0) as fd:
    print("begins", flush=True)
    fd.resume_all(journal, approve=lambda _: True)
    done = {entry.key: entry for entry in (*journal.ended(), *journal.unfinished())}
    for number in range(int(count)):
        key = f"start {seed} {number}"
        if key in done:
            continue
        entries = [ObjectEntry("Kund", properties=(EntryProperty("Namn", key),)), ObjectEntry("Blankett", template_id="12B.2")]
        started = fd.start_case(entries=entries, save=journal.entry(key))
        print(started.case_id, flush=True)
    for entry in journal.ended():
        if entry.kind != "fastdok.start_case" or f"pay {entry.key}" in done:
            continue
        # The receipt of a journey that has ended is had by resuming it: nothing is sent for that.
        case_id = fd.resume("fastdok.start_case", entry.read()).case_id
        task = next(iter(fd.list_instance_tasks(instance_id=case_id, status="Ready")))
        if task.reference_id == "TaskCreate":
            fd.perform_action(task_id=task.id, action="ActionPay")
        fd.pay_case(case_id=case_id, approve=lambda _: True, save=journal.entry(f"pay {entry.key}"))
print("all done", flush=True)
"""


@POSIX
def test_fault_1_12_processes_that_are_killed(server: str, tmp_path: Path) -> None:
    """However often it is killed, every file is whole, and each job is done once."""
    import random

    user, count = "asa.oberg@bjorken.example", 3
    seed = f"{os.getpid()}-{time.time_ns()}"
    command = [sys.executable, "-c", PROGRAM, server, str(tmp_path), API_KEY, user, USERS[user], str(count), seed]
    chance, output = random.Random(7), ""
    for kills in range(12):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "begins\n"
        # The first ones come so soon that no machine is ready before; the later ones let it go farther.
        try:
            output = process.communicate(timeout=chance.uniform(0, 0.01 * (kills + 1)))[0]
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        assert kills > 2 or "all done" not in output
        for file in tmp_path.glob("*.json"):
            _native.journey_inspect(file.read_text(encoding="utf-8"))
        if "all done" in output:
            break
    else:
        output = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=100).stdout
    assert "all done" in output, output
    with Journal(tmp_path) as journal, FastDok(base_url=server, api_key=API_KEY, username=user, password=USERS[user]) as fd:
        assert journal.unfinished() == ()
        ended = {entry.key: entry for entry in journal.ended()}
        assert sorted(ended) == sorted([*(f"start {seed} {n}" for n in range(count)), *(f"pay start {seed} {n}" for n in range(count))])
        assert {entry.ended for entry in ended.values()} == {"done"}
        cases = {fd.resume("fastdok.start_case", ended[f"start {seed} {n}"].read()).case_id for n in range(count)}
        paid = [fd.resume(PAY, ended[f"pay start {seed} {n}"].read(), approve=lambda _: False) for n in range(count)]
        assert len(cases) == count and {receipt.case_id for receipt in paid} == cases
