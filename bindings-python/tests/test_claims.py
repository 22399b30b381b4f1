"""Which job has which case, when the jobs of one client are stored in different places: each set is asked, and the client's own has the last word."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from nordcase import AsyncCaseAgency, AsyncFastDok, CaseAgency, FastDok, Journal, Progress
from nordcase.fastdok import ObjectEntry
from nordcase.sandbox import API_KEY, HOST, SYSTEMS, USERS, Sandbox

USER = "asa.oberg@bjorken.example"
FASTDOK: dict[str, Any] = {"base_url": f"{HOST}/API/v1.0", "api_key": API_KEY, "username": USER, "password": USERS[USER]}
ALTINN: dict[str, Any] = {"base_url": HOST, "system_user": "SKDEN", "password": SYSTEMS["SKDEN"]}
STARTS = {"fastdok": "fastdok.start_case", "altinn": "altinn.instantiate_collaboration"}


class Table:
    """A set as a user would bring it: a table with a unique key."""

    def __init__(self) -> None:
        self.owners: dict[str, str] = {}
        self.asked: list[list[str]] = []
        self._lock = threading.Lock()

    def claim(self, owner: str, case_ids: Sequence[str], take: bool) -> list[str]:
        with self._lock:
            self.asked.append(list(case_ids))
            free = [one for one in case_ids if self.owners.get(one, owner) == owner]
            for one in free[:1] if take else []:
                self.owners[one] = owner
            return free[:1] if take else free


class AsyncTable(Table):
    async def claim(self, owner: str, case_ids: Sequence[str], take: bool) -> list[str]:  # type: ignore[override]
        await asyncio.sleep(0)
        return super().claim(owner, case_ids, take)


class Jobs:
    """Identical jobs of one client of a service, blocking in threads or with asyncio."""

    def __init__(self, sandbox: Sandbox, how: str, service: str, claims: Any = None) -> None:
        self.sandbox, self.how, self.service, self.claims = sandbox, how, service, claims
        self.start = STARTS[service]
        if how == "blocking":
            kinds: Any = {"fastdok": FastDok, "altinn": CaseAgency}
            lock, send = threading.Lock(), sandbox._send

            def one_at_a_time(request: Any) -> Any:
                with lock:
                    return send(request)

            sandbox._send = one_at_a_time  # type: ignore[method-assign]
            transport: Any = sandbox.transport
        else:
            kinds = {"fastdok": AsyncFastDok, "altinn": AsyncCaseAgency}
            transport = sandbox.async_transport
        access = FASTDOK if service == "fastdok" else ALTINN
        self.client = kinds[service](transport=transport, claims=claims, **access)

    def job(self, **options: Any) -> Any:
        if self.service == "fastdok":
            return self.client.start_case(entries=(ObjectEntry("Blankett", template_id="12B.2"),), **options)
        return self.client.create_case(service=("2681", 1), reportee="910453092", **options)

    def run(self, saves: Sequence[Any]) -> list[str]:
        """The cases that the jobs have. None sends its start before all have come so far: no case was there before for any."""
        if self.how == "blocking":
            barrier = threading.Barrier(len(saves))
            came = threading.local()

            def together(progress: Progress) -> None:
                if progress.operation == self.start and not hasattr(came, "once"):
                    came.once = True
                    barrier.wait(30)

            with ThreadPoolExecutor(len(saves)) as pool:
                return [str(one.case_id) for one in pool.map(lambda save: self.job(save=save, on_progress=together), saves)]
        return asyncio.run(self._awaited(saves))

    async def _awaited(self, saves: Sequence[Any]) -> list[str]:
        waiting, all_came = 0, asyncio.Event()

        async def together(progress: Progress) -> None:
            nonlocal waiting
            if progress.operation == self.start:
                waiting += 1
                if waiting == len(saves):
                    all_came.set()
                await all_came.wait()

        receipts = await asyncio.gather(*[self.job(save=save, on_progress=together) for save in saves])
        return [str(one.case_id) for one in receipts]


def wrapped(entry: Any) -> Callable[[str], None]:
    return lambda text: entry(text)


PLACES: dict[str, Callable[[Journal, Journal], tuple[Any, Any]]] = {
    "a journal and none": lambda one, _: (one.entry("a"), None),
    "none and a journal": lambda one, _: (None, one.entry("a")),
    "two journals": lambda one, two: (one.entry("a"), two.entry("b")),
    "an entry and a wrapped one": lambda one, two: (one.entry("a"), wrapped(two.entry("b"))),
    "an entry and a wrapped one of one journal": lambda one, _: (one.entry("a"), wrapped(one.entry("b"))),
}


@pytest.mark.parametrize("how", ["blocking", "asyncio"])
@pytest.mark.parametrize("service", STARTS)
@pytest.mark.parametrize("where", [*PLACES, "a journal, and the table of the client"])
def test_identical_jobs_of_one_client_never_have_one_case(nordcase_sandbox: Sandbox, tmp_path: Path, how: str, service: str, where: str) -> None:
    """Their replies are lost: one has started a case, the other's request never arrived."""
    table = AsyncTable() if how == "asyncio" else Table()
    jobs = Jobs(nordcase_sandbox, how, service, table if "table" in where else None)
    nordcase_sandbox.fault(jobs.start, "answer_lost", nth=1)
    nordcase_sandbox.fault(jobs.start, "never_arrives", nth=2)
    with Journal(tmp_path / "one") as one, Journal(tmp_path / "two") as two:
        ids = jobs.run(PLACES.get(where, PLACES["a journal and none"])(one, two))
    assert len(set(ids)) == 2, "both receipts name one case"


@pytest.mark.parametrize("how", ["blocking", "asyncio"])
def test_what_the_own_set_knows_for_another_s_is_not_asked_for(nordcase_sandbox: Sandbox, tmp_path: Path, how: str) -> None:
    table = AsyncTable() if how == "asyncio" else Table()
    jobs = Jobs(nordcase_sandbox, how, "fastdok", table)
    with Journal(tmp_path) as journal:
        (first,) = jobs.run([journal.entry("a")])
        assert first in table.owners, "the table was asked as well as the journal"
        asked = len(table.asked)
        nordcase_sandbox.fault(jobs.start, "answer_lost")
        (second,) = jobs.run([None])
    assert first != second
    assert not any(first in ids for ids in table.asked[asked:])


@pytest.mark.parametrize("how", ["blocking", "asyncio"])
def test_a_case_that_a_table_knows_for_another_s_is_not_had_for_the_journal_s_sake(nordcase_sandbox: Sandbox, tmp_path: Path, how: str) -> None:
    class Theirs(Table):
        """Another process has put its name to the first new case."""

        def claim(self, owner: str, case_ids: Sequence[str], take: bool) -> list[str]:
            if not self.owners:
                self.owners[case_ids[0]] = "another process"
            return super().claim(owner, case_ids, take)

    table = Theirs()
    jobs = Jobs(nordcase_sandbox, how, "fastdok", table)
    nordcase_sandbox.fault(jobs.start, "answer_lost")
    with Journal(tmp_path) as journal:
        (case_id,) = jobs.run([journal.entry("a")])
    assert table.owners[case_id] != "another process" and len(table.owners) == 2
