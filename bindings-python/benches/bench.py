"""The package against what people use instead: zeep, lxml and json, in the same run.

    cargo xtask bench python           a table
    cargo xtask bench python --json    one JSON object per row

`cargo xtask bench` says where the inputs are that all languages read. Each row measures ours and theirs in turns, in processor time, and compares their medians: a machine that is busy with other things slows both down. Ours is a whole call
through the client, with a transport that only gives the answer back; so is zeep's. What lxml and json are compared with is that same whole call.
The budgets are those of the project; `met` says whether this run kept them.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import zeep
from lxml import etree
from nordcase import CaseAgency, FastDok, HttpRequest, HttpResponse, _native
from nordcase.sandbox import Sandbox

ALTINN = "https://sandbox.example"
ENDPOINT = f"{ALTINN}/ServiceEngineExternal/CaseAgencySystemExternalBasic.svc"
USER = {"systemUserName": "SKDEN", "systemPassword": "sandkasse-2681"}
CASES = 10_000
TASKS = 1_000
MILLION = 1_000_000
INPUTS = Path(os.environ["NORDCASE_BENCH_INPUTS"])
STREAM = os.environ["NORDCASE_BENCH_STREAM"]


class Row(NamedTuple):
    """One measurement, and a comparison where there is a peer. The ratio is theirs to ours: above 1 we are better."""

    bench: str
    unit: str
    ours: float
    peer: str | None
    theirs: float | None
    goal: str
    met: bool

    @property
    def ratio(self) -> float | None:
        return None if self.theirs is None else self.theirs / self.ours


class Fixed:
    """A transport that has the answer already."""

    def __init__(self, body: bytes, content_type: str) -> None:
        self.answer = HttpResponse(200, [("Content-Type", content_type)], body)

    def send(self, _request: HttpRequest) -> HttpResponse:
        return self.answer


class Answer:
    """What zeep reads of a response of requests."""

    status_code = 200
    encoding = "utf-8"
    headers = {"Content-Type": "text/xml; charset=utf-8"}

    def __init__(self, content: bytes) -> None:
        self.content = content


class ZeepTransport(zeep.Transport):
    """The WSDL from the services in memory, and the answer that it has already."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.answer = Answer(content)

    def load(self, url: str) -> bytes:
        sandbox = _native.Sandbox(1)
        _, response, _, _ = sandbox.handle(HttpRequest("GET", url, [], b""), 1_772_359_200_000)
        assert response is not None and response.status == 200, url
        return response.body

    def post(self, _address: str, _message: bytes, _headers: dict[str, str]) -> Answer:
        return self.answer


class LxmlCase(NamedTuple):
    """What somebody would write who reads the answer with lxml: the same fields, of the same types."""

    case_id: int
    case_name: str | None
    current_state_friendly_name: str | None
    current_state_id: int | None
    current_state_name: str | None
    due_date: datetime | None
    is_archived: bool | None
    notice_template_id: str | None
    visible_date_time: datetime | None


A = "{http://schemas.altinn.no/services/ServiceEngine/Case/2010/10}"
NAMES = [A + name for name in (
    "CaseID", "CaseName", "CurrentStateFriendlyName", "CurrentStateID", "CurrentStateName", "DueDate", "IsArchived",
    "NoticeTemplateID", "VisibleDateTime",
)]  # fmt: skip


def moment(text: str | None) -> datetime | None:
    if not text:
        return None
    # Before 3.11 datetime reads fractions of 3 or 6 digits only; the service trims them.
    head, _, fraction = text.partition(".")
    return datetime.fromisoformat(f"{head}.{fraction:0<6.6}" if fraction else head)


def with_lxml(body: bytes) -> list[LxmlCase]:
    cases = []
    for element in etree.fromstring(body).iter(A + "ExternalCaseBE"):
        found = {child.tag: child.text for child in element}
        number, name, friendly, state_id, state, due, archived, notice, visible = map(found.get, NAMES)
        cases.append(
            LxmlCase(
                int(number or ""),
                name,
                friendly,
                int(state_id) if state_id else None,
                state,
                moment(due),
                archived == "true" if archived else None,
                notice,
                moment(visible),
            )
        )
    return cases


def seconds(job: Callable[[], Any], times: int) -> float:
    start = time.process_time()
    for _ in range(times):
        job()
    return (time.process_time() - start) / times


def compare(ours: Callable[[], Any], theirs: Callable[[], Any], *, rounds: int, times: tuple[int, int]) -> tuple[float, float]:
    """The medians of both, measured in turns; each round runs a job so many times."""
    ours(), theirs()
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for job, many, into in zip((ours, theirs), times, found):
            gc.collect()
            into.append(seconds(job, many))
    return statistics.median(found[0]), statistics.median(found[1])


def row(bench: str, peer: str, medians: tuple[float, float], goal: float, unit: str = "ms") -> Row:
    factor = {"ms": 1e3, "us": 1e6}[unit]
    ours, theirs = medians
    return Row(bench, unit, ours * factor, peer, theirs * factor, f"{goal:g} times", theirs / ours >= goal)


def altinn() -> list[Row]:
    many, one = ((INPUTS / f"cases-{count}.xml").read_bytes() for count in (CASES, 1))

    def agency(body: bytes) -> CaseAgency:
        return CaseAgency(base_url=ALTINN, system_user="SKDEN", password="p", transport=Fixed(body, "text/xml; charset=utf-8"))

    def soap(body: bytes) -> zeep.Client:
        return zeep.Client(f"{ENDPOINT}?wsdl", transport=ZeepTransport(body))

    def zeep_list(client: zeep.Client) -> Any:
        call = client.service.GetCaseListAgencySystemExternalBasic
        return call(**USER, externalServiceCode="2681", externalServiceEditionCode=1)

    many_ours, many_zeep, one_ours, one_zeep = agency(many), soap(many), agency(one), soap(one)

    def cases() -> Any:
        return many_ours.get_case_list(external_service_code="2681", external_service_edition_code=1)

    by_hand, ours = with_lxml(many), cases()
    fields = LxmlCase._fields
    assert len(ours) == len(by_hand) == len(zeep_list(many_zeep)) == CASES
    assert all(getattr(a, name) == getattr(b, name) for a, b in zip(ours, by_hand) for name in fields)

    params = {"caseId": 100_001, "event": "3374:1:Instantiated"}
    access = {"baseUrl": ALTINN, "binding": "basic", **USER}
    info = {"CaseID": 100_001, "Event": "3374:1:Instantiated"}

    def zeep_encoded() -> bytes:
        service = one_zeep.service
        message = one_zeep.create_message(service, "NotifyEventAgencySystemExternalBasic", **USER, notificationInfo=info)
        return bytes(etree.tostring(message, encoding="utf-8", xml_declaration=True))

    def encoded() -> bytes:
        return _native.encode("altinn.notify_event", params, access).body

    assert canonical(encoded()) == canonical(zeep_encoded())
    size = len(many) / 1e6
    return [
        row(
            f"GetCaseList, {CASES:,} cases, {size:.1f} MB",
            "zeep",
            compare(cases, lambda: zeep_list(many_zeep), rounds=3, times=(5, 1)),
            20,
        ),
        row(
            f"GetCaseList, {CASES:,} cases, {size:.1f} MB",
            "lxml by hand",
            compare(cases, lambda: with_lxml(many), rounds=9, times=(3, 1)),
            2.5,
        ),
        row(
            "GetCaseList, one case",
            "zeep",
            compare(lambda: one_ours.case(case_id=100_000), lambda: zeep_list(one_zeep), rounds=9, times=(400, 20)),
            20,
            "us",
        ),
        row("NotifyEvent, encoded", "zeep", compare(encoded, zeep_encoded, rounds=9, times=(1000, 50)), 20, "us"),
    ]


def canonical(xml: bytes) -> str:
    """The body in canonical form, in which two that say the same are the same; names of prefixes do not count."""
    return ElementTree.canonicalize(etree.tostring(etree.fromstring(xml)[-1]), rewrite_prefixes=True)


def fastdok() -> list[Row]:
    body = (INPUTS / f"tasks-{TASKS}.json").read_bytes()
    fd = FastDok(base_url="https://sandbox.example/API/v1.0", ticket="t", transport=Fixed(body, "application/json"))
    page = fd.list_tasks(max=TASKS)
    assert len(page) == TASKS and page.items[1].completed_by == "Åsa Öberg"
    medians = compare(lambda: fd.list_tasks(max=TASKS), lambda: json.loads(body), rounds=25, times=(10, 10))
    return [row(f"list_tasks, {TASKS:,} tasks, {len(body) / 1e3:.0f} kB", "json.loads", medians, 1)]


def of_children() -> float:
    """The processor time of all processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def importing() -> list[Row]:
    """What an import adds to a bare interpreter: medians over fresh processes, in turns."""
    codes = ("pass", "import nordcase", "import zeep")
    found: dict[str, list[float]] = {code: [] for code in codes}
    for _ in range(41):
        for code in codes:
            start = of_children()
            subprocess.run([sys.executable, "-c", code], check=True)
            found[code].append(of_children() - start)
    bare, ours, theirs = (statistics.median(found[code]) * 1e3 for code in codes)
    return [Row("import", "ms", ours - bare, "zeep", theirs - bare, "15 ms", ours - bare < 15)]


# In a process of its own: the peak of this one was reached long ago. What is loaded for the first call is the runtime's own.
STREAMED = """
import sys
from nordcase import CaseAgency

def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))

def agency():
    return CaseAgency(base_url=sys.argv[1], system_user="SKDEN", password="p", binding="basic", allow_insecure=True,
        max_answer_bytes=1 << 40, timeout=600)

with agency() as first:
    next(iter(first.iter_cases(service=("2681", 1))))
before = peak()
with agency() as client:
    count = sum(1 for _ in client.iter_cases(service=("2681", 1)))
print(count, (peak() - before) / 1024)
"""


def memory() -> list[Row]:
    """What a list that is too large to be kept adds to the peak, over HTTP."""
    ran = subprocess.run([sys.executable, "-c", STREAMED, STREAM], check=True, capture_output=True, text=True)
    count, grown = ran.stdout.split()
    assert int(count) == MILLION
    return [Row("a million cases over HTTP, growth of the peak", "MB", float(grown), None, None, "64 MB", float(grown) < 64)]


def main() -> int:
    for found in [*altinn(), *fastdok(), *importing(), *memory()]:
        print(json.dumps({**found._asdict(), "ratio": found.ratio}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
