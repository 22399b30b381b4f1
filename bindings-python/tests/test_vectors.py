"""The shared vectors: by name, and through the blocking and the asyncio clients."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import datetime
from typing import Any

import pytest
import vectors
from nordcase import AsyncCaseAgency, AsyncFastDok, CaseAgency, FastDok, HttpResponse, NordcaseError, StateMachine, _native
from nordcase._errors import TransportError


def params(*kinds: str) -> Any:
    return pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in vectors.cases(*kinds)])


def response(answer: dict[str, Any]) -> HttpResponse:
    headers = [(name, value) for name, value in answer["headers"]]
    return HttpResponse(answer["status"], headers, vectors.body(answer.get("body")))


@params("request")
def test_request(case: dict[str, Any]) -> None:
    request = _native.encode(case["operation"], vectors.expand(case["params"]), vectors.access(case))
    expected = case["request"]
    assert request.method == expected["method"]
    assert request.url == expected["url"]
    assert [list(header) for header in request.headers] == expected["headers"]
    assert request.body == vectors.body(expected.get("body"))
    assert "S3CRET" not in repr(request)


@params("input")
def test_input(case: dict[str, Any]) -> None:
    with pytest.raises(NordcaseError) as caught:
        _native.encode(case["operation"], vectors.expand(case["params"]), vectors.access(case))
    assert vectors.listed(case["error"], caught.value) == vectors.in_python(case["error"])


@params("response")
def test_response(case: dict[str, Any]) -> None:
    arguments = (case["operation"], vectors.expand(case["params"]), vectors.access(case), response(case["response"]))
    if "error" in case:
        with pytest.raises(NordcaseError) as caught:
            _native.decode(*arguments)
        assert vectors.listed(case["error"], caught.value) == vectors.in_python(vectors.clean_error(case["error"]))
        assert "S3CRET" not in str(caught.value)
        return
    plain = _native.decode(*arguments, records=False)
    assert vectors.clean(plain) == vectors.clean(case.get("output"))
    assert_same(vectors.wire(_native.decode(*arguments)), vectors.clean(plain))


def assert_same(record: Any, plain: Any) -> None:
    """A record says all that the plain values say. Its times have microseconds, the service's may have more digits."""
    assert times(vectors.clean(record)) == times(plain)


def times(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: times(item) for key, item in value.items()}
    if isinstance(value, list):
        return [times(item) for item in value]
    match = isinstance(value, str) and re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?", value)
    if not match:
        return value
    head, fraction, offset = match.groups()
    micros = ((fraction or ".") + "000000")[1:7]
    return datetime.fromisoformat(f"{head}.{micros}{'+00:00' if offset == 'Z' else offset or ''}")


class Fixed:
    """A transport that has one answer, and keeps what it was sent."""

    def __init__(self, answer: HttpResponse) -> None:
        self.answer = answer
        self.sent: list[Any] = []

    def send(self, request: Any) -> HttpResponse:
        self.sent.append(request)
        return self.answer


class AsyncFixed(Fixed):
    async def send(self, request: Any) -> HttpResponse:  # type: ignore[override]
        return super().send(request)


def client_of(case: dict[str, Any], transport: Any, *, asynchronous: bool) -> Any:
    access = dict(vectors.access(case))
    common = {"base_url": access["baseUrl"], "transport": transport, "allow_insecure": access.get("allowInsecure", False)}
    if "maxAnswerBytes" in access:
        common["max_answer_bytes"] = access["maxAnswerBytes"]
    if case["operation"].startswith("fastdok."):
        return (AsyncFastDok if asynchronous else FastDok)(ticket=access.get("ticket", "t"), **common)
    header = access.get("securityHeader")
    return (AsyncCaseAgency if asynchronous else CaseAgency)(
        system_user=access["systemUserName"],
        password=access["systemPassword"],
        binding=access["binding"],
        security_header=(lambda: header) if header else None,
        namespace_date=access.get("namespaceDate"),
        **common,
    )


def can_be_sent(case: dict[str, Any]) -> bool:
    """Some answers stand beside parameters that a client refuses before it sends anything."""
    try:
        _native.encode(case["operation"], vectors.expand(case["params"]), vectors.access(case))
    except NordcaseError:
        return False
    return True


# The sign-in is made with credentials, and a 401 brings another sign-in: both have tests of their own.
THROUGH_CLIENTS = [
    pytest.param(case, id=name)
    for name, case in vectors.cases("response")
    if case["operation"] != "fastdok.authenticate"
    and case.get("error", {}).get("code") != "fastdok.unauthorized"
    and can_be_sent(case)
]


@pytest.mark.parametrize("asynchronous", [False, True], ids=["blocking", "asyncio"])
@pytest.mark.parametrize("case", THROUGH_CLIENTS)
def test_response_through_a_client(case: dict[str, Any], asynchronous: bool) -> None:
    transport = (AsyncFixed if asynchronous else Fixed)(response(case["response"]))
    client = client_of(case, transport, asynchronous=asynchronous)

    def call() -> Any:
        values = vectors.expand(case["params"])
        return asyncio.run(client.call(case["operation"], values)) if asynchronous else client.call(case["operation"], values)

    if "error" in case:
        with pytest.raises(NordcaseError) as caught:
            call()
        assert (caught.value.code, caught.value.kind) == (case["error"]["code"], case["error"]["kind"])
    else:
        assert_same(vectors.wire(call()), vectors.clean(case.get("output")))
    assert len(transport.sent) == 1


@params("next-page")
def test_next_page(case: dict[str, Any]) -> None:
    here, came = vectors.expand(case["params"]), (case["items"], case.get("totalCount"), case["asked"])
    assert _native.next_start(case["operation"], here, *came) == case.get("start")


@params("page-mark")
def test_page_mark(case: dict[str, Any]) -> None:
    assert _native.mark_page(case["asked"], case["first"], case.get("remembered")) == case.get("mark")


@params("error-table")
def test_error_table(case: dict[str, Any]) -> None:
    table = {row["code"]: row for row in _native.error_codes()}
    for row in case["rows"]:
        listed = table[row["code"]]
        assert (listed["kind"], listed["retry"], listed.get("name")) == (row["kind"], row["retry"], row.get("name"))
        if "number" not in row or "operation" not in case:
            continue
        text = vectors.body(case["response"]["body"]).replace(b"{number}", str(row["number"]).encode())
        answer = response({**case["response"], "body": text.decode()})
        with pytest.raises(NordcaseError) as caught:
            _native.decode(case["operation"], vectors.expand(case["params"]), vectors.access(case), answer)
        found = caught.value
        assert (found.code, found.kind, found.retry.value) == (row["code"], row["kind"], row["retry"])


@params("transport")
def test_transport(case: dict[str, Any]) -> None:
    reads = case.get("reads", False)
    error = _native.transport_error(case["failure"], case["mayHaveArrived"], "", reads=reads)
    assert isinstance(error, TransportError)
    assert vectors.listed(case["error"], error) == vectors.in_python(case["error"])


@params("workflow")
def test_workflow(case: dict[str, Any]) -> None:
    assert _native.workflow_allowed(case["machine"], case["state"]) == case["allowed"]
    if "error" in case:
        with pytest.raises(NordcaseError) as caught:
            _native.workflow_apply(case["machine"], case["state"], case["event"])
        assert vectors.listed(case["error"], caught.value) == vectors.in_python(case["error"])
    else:
        found = _native.workflow_apply(case["machine"], case["state"], case["event"])
        assert vectors.clean(found) == vectors.clean(case["transition"])


@params("machine")
def test_machine(case: dict[str, Any]) -> None:
    definition = vectors.expand(case["definition"])
    text = definition if isinstance(definition, str) else json.dumps(definition, ensure_ascii=False)
    if "error" in case:
        with pytest.raises(NordcaseError) as caught:
            StateMachine(text)
        assert vectors.listed(case["error"], caught.value) == vectors.in_python(case["error"])
        return
    machine = StateMachine(text)
    found = [{name: finding[name] for name in ("code", "severity", "place")} for finding in machine.check()]
    assert found == case["findings"]
    for step in case.get("steps", []):
        try:
            outcome = vectors.clean(machine.apply(step["state"], step["event"], step.get("conditions")))
            assert outcome == vectors.clean(step["step"])
        except NordcaseError as error:
            assert vectors.listed(step["error"], error) == vectors.in_python(step["error"])


ACCESSES = {"fastdok": vectors.ACCESS["fastdok-signing-in"], "altinn": vectors.ACCESS["basic"]}


@params("journey")
def test_journey(case: dict[str, Any]) -> None:
    stored = vectors.expand(case["stored"])
    text = stored if isinstance(stored, str) else json.dumps(stored, ensure_ascii=False)
    access, session = ACCESSES[case["journey"].split(".")[0]], _native.Session()
    moment = (1_772_359_200_000, bytes(16), True)

    def go() -> str:
        loaded = _native.journey_load(case["journey"], text, "never")
        if "input" in case:
            given = "woke" if case["input"] == "woke" else True
            return _native.journey_resume(loaded, access, session, given, moment)
        kept, step, _ = _native.journey_next(loaded, None, access, session, moment)
        assert step["step"]
        return kept

    if "error" in case:
        with pytest.raises(NordcaseError) as caught:
            go()
        assert vectors.listed(case["error"], caught.value) == vectors.in_python(case["error"])
    else:
        assert json.loads(go())["journey"] == case["journey"] == _native.journey_inspect(text)["journey"]
