"""Our SOAP messages beside those of a stock client, zeep, which knows nothing but the sandbox's WSDL: with the same values they are canonically equal."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
import zeep
import zeep.exceptions
from nordcase import CaseAgency, HttpRequest, HttpResponse, ServiceError
from nordcase.altinn import NoticeToken
from nordcase.sandbox import HOST, SYSTEMS, Sandbox

USER = {"systemUserName": "SKDEN", "systemPassword": SYSTEMS["SKDEN"]}
SERVICE = {"externalServiceCode": "2681", "externalServiceEditionCode": 1}
VISIBLE, DUE = datetime(2026, 3, 1, 8, 30), datetime(2027, 3, 1, 12, 0, 59)
EVENT = "Å&<b>\"'3374:1:Instantiated"
TOKENS = {"frist": "1. mars & ½ år", "navn": " <Åse>  "}

# The operation, its values as zeep has them, and our method with the same.
CALLS: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
    (
        "InstantiateCollaboration",
        {**SERVICE, "reporteeNumber": "910453092", "visibleDateTime": VISIBLE, "dueDate": DUE},
        "instantiate_collaboration",
        {
            "external_service_code": "2681",
            "external_service_edition_code": 1,
            "reportee_number": "910453092",
            "visible_date_time": VISIBLE,
            "due_date": DUE,
        },
    ),
    (
        "InstantiateCollaboration",
        {**SERVICE, "reporteeNumber": "910453092"},
        "instantiate_collaboration",
        {"external_service_code": "2681", "external_service_edition_code": 1, "reportee_number": "910453092"},
    ),
    (
        "GetCaseList",
        {**SERVICE, "reporteeNumber": "910453092", "languageID": 1044},
        "get_case_list",
        {
            "external_service_code": "2681",
            "external_service_edition_code": 1,
            "reportee_number": "910453092",
            "language_id": 1044,
        },
    ),
    ("GetCaseList", {"caseID": 1001}, "case", {"case_id": 1001}),
    ("NotifyEvent", {"notificationInfo": {"CaseID": 1001, "Event": EVENT}}, "notify_event", {"case_id": 1001, "event": EVENT}),
    (
        "NotifyEvent",
        {"notificationInfo": {"ExternalServiceCode": "2681", "ExternalServiceEditionCode": 1, "Event": EVENT}},
        "notify_event",
        {"external_service_code": "2681", "external_service_edition_code": 1, "event": EVENT},
    ),
    (
        "SetNotice",
        {
            "reporteeElementID": "1001",
            "noticeInfo": {
                "NoticeTemplateID": "12",
                "NoticeTokens": {"NoticeTokenBE": [{"TokenKey": key, "TokenValue": text} for key, text in TOKENS.items()]},
            },
        },
        "set_notice",
        {
            "reportee_element_id": "1001",
            "notice_template_id": "12",
            "notice_tokens": [NoticeToken(key, text) for key, text in TOKENS.items()],
        },
    ),
    ("Test", {}, "test", {}),
]


class Recording:
    """Our transport: the sandbox's, and what was sent last."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.sent = HttpRequest("GET", HOST, [], b"")

    def send(self, request: HttpRequest) -> HttpResponse:
        self.sent = request
        return self.sandbox.transport.send(request)


class ZeepTransport(zeep.Transport):
    """zeep's transport: the same."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self.inner = Recording(sandbox)

    @property
    def sent(self) -> HttpRequest:
        return self.inner.sent

    def load(self, url: str) -> bytes:
        return self.inner.send(HttpRequest("GET", url, [], b"")).body

    def post(self, address: str, message: bytes, headers: dict[str, str]) -> Any:
        answer = self.inner.send(HttpRequest("POST", address, list(headers.items()), message))

        class Response:
            status_code = answer.status
            content = answer.body
            encoding = "utf-8"
            headers = dict(answer.headers)

        return Response


def body(message: bytes) -> str:
    """The SOAP body in canonical form, with prefixes of its own: which ones a client takes is its own choice."""
    element = ElementTree.fromstring(message).find("{http://schemas.xmlsoap.org/soap/envelope/}Body")
    assert element is not None
    return ElementTree.canonicalize(ElementTree.tostring(element), rewrite_prefixes=True)


@pytest.mark.parametrize(("operation", "values", "method", "arguments"), CALLS)
def test_the_same_message(operation: str, values: dict[str, Any], method: str, arguments: dict[str, Any]) -> None:
    sandbox = Sandbox()
    theirs, ours = ZeepTransport(sandbox), Recording(sandbox)
    client = zeep.Client(f"{HOST}/ServiceEngineExternal/CaseAgencySystemExternalBasic.svc?wsdl", transport=theirs)
    name = operation if operation == "Test" else f"{operation}AgencySystemExternalBasic"
    # Only what is sent counts here: the service may well refuse an event.
    with suppress(zeep.exceptions.Fault):
        client.service[name](**({} if operation == "Test" else USER), **values)
    with CaseAgency(base_url=HOST, system_user="SKDEN", password=SYSTEMS["SKDEN"], transport=ours) as agency:
        with suppress(ServiceError):
            getattr(agency, method)(**arguments)
    assert body(ours.sent.body) == body(theirs.sent.body)
    assert ours.sent.url == theirs.sent.url
    # RFC 7230: names of headers in any case; zeep quotes the action as we do.
    action = [dict((key.lower(), text) for key, text in sent.headers)["soapaction"] for sent in (ours.sent, theirs.sent)]
    assert action[0] == action[1]
