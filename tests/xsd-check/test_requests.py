"""Every Altinn request vector, judged by libxml2 against our XSD of the contract (tests/xsd).

The vectors hold what the encoder writes, byte for byte (the vector runners of every language check that), so what is valid here
is valid on the wire. Nothing of nordcase runs in this process.
"""

import json
import pathlib
import unittest

from lxml import etree

TESTS = pathlib.Path(__file__).resolve().parents[1]
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
SCHEMA = etree.XMLSchema(etree.parse(TESTS / "xsd" / "altinn.xsd", PARSER))

SERVICE = "http://www.altinn.no/services/ServiceEngine/Case/2010/10"
DATA = "http://schemas.altinn.no/services/ServiceEngine/Case/2010/10"
SOAP = {
    "text/xml": "{http://schemas.xmlsoap.org/soap/envelope/}",
    "application/soap+xml": "{http://www.w3.org/2003/05/soap-envelope}",
}
BINDINGS = {
    "CaseAgencySystemExternalBasic.svc": "ExternalBasic",
    "CaseAgencySystemExternal.svc": "External",
    "CaseAgencySystemEC.svc": "EC",
    "CaseAgencySystemEC2.svc": "EC",
}
OPERATIONS = {
    "altinn.instantiate_collaboration": "InstantiateCollaborationAgencySystem",
    "altinn.get_case_list": "GetCaseListAgencySystem",
    "altinn.notify_event": "NotifyEventAgencySystem",
    "altinn.set_notice": "SetNoticeAgencySystem",
    "altinn.test": "Test",
}


def request_vectors():
    """Each case that has a request to send, by its file and id. tests/vectors/README.md has the schema."""
    folder = TESTS / "vectors" / "altinn"
    cases = {file.stem: json.loads(file.read_bytes())["cases"] for file in sorted(folder.glob("*.json"))}
    return {f"{name} {case['id']}": case for name in cases for case in cases[name] if case["kind"] == "request"}


def body(parts):
    """The bytes that go over the wire."""
    if isinstance(parts, list):
        return b"".join(map(body, parts))
    if isinstance(parts, str):
        return parts.encode()
    if "hex" in parts:
        return bytes.fromhex(parts["hex"])
    text, times = parts["repeat"]
    return text.encode() * times


def service_file(request):
    """The last part of the URL's path: it tells the binding."""
    return request["url"].split("?")[0].rsplit("/", 1)[1]


VECTORS = request_vectors()


class Requests(unittest.TestCase):
    """One test per vector, added below."""

    def check(self, vector):
        request = vector["request"]
        document = etree.fromstring(body(request["body"]), PARSER)
        SCHEMA.assertValid(document)

        headers = {name.lower(): value for name, value in request["headers"]}
        soap = SOAP[headers["content-type"].split(";")[0].strip()]
        self.assertEqual(document.tag, soap + "Envelope")
        wrapper = document.find(soap + "Body")[0]
        name = OPERATIONS[vector["operation"]]
        suffix = "" if name == "Test" else BINDINGS[service_file(request)]
        self.assertEqual(etree.QName(wrapper).localname, name + suffix)


for title, one in VECTORS.items():
    setattr(Requests, f"test {title}", lambda self, vector=one: self.check(vector))


class Coverage(unittest.TestCase):
    """That the vectors above are not a part of what there is."""

    def test_every_operation_has_a_vector_over_every_binding(self):
        expected = {(operation, binding) for operation in OPERATIONS for binding in BINDINGS}
        there = {(vector["operation"], service_file(vector["request"])) for vector in VECTORS.values()}
        self.assertEqual(expected - there, set())


class Teeth(unittest.TestCase):
    """That the validator refuses what a real server would skip in silence or fail on."""

    GOOD = f"""
        <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
          <InstantiateCollaborationAgencySystemExternalBasic xmlns="{SERVICE}">
            <systemUserName>SKDEN</systemUserName><systemPassword>p</systemPassword>
            <externalServiceCode>2681</externalServiceCode><externalServiceEditionCode>1</externalServiceEditionCode>
            <reporteeNumber>910453092</reporteeNumber><visibleDateTime>2026-01-02T00:00:00</visibleDateTime>
          </InstantiateCollaborationAgencySystemExternalBasic>
        </s:Body></s:Envelope>"""
    NOTICE = f"""
        <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
          <SetNoticeAgencySystemExternalBasic xmlns="{SERVICE}">
            <systemUserName>SKDEN</systemUserName><systemPassword>p</systemPassword>
            <reporteeElementID>AR2002</reporteeElementID>
            <noticeInfo xmlns:a="{DATA}"><a:NoticeTemplateID>12</a:NoticeTemplateID><a:NoticeTokens>
              <NoticeTokenBE><TokenKey>frist</TokenKey><TokenValue>1. mars</TokenValue></NoticeTokenBE>
            </a:NoticeTokens></noticeInfo>
          </SetNoticeAgencySystemExternalBasic>
        </s:Body></s:Envelope>"""

    def valid(self, text):
        return SCHEMA.validate(etree.fromstring(text, PARSER))

    def test_good_ones_are_valid(self):
        self.assertTrue(self.valid(self.GOOD), SCHEMA.error_log)
        self.assertTrue(self.valid(self.NOTICE), SCHEMA.error_log)

    def test_bad_ones_are_not(self):
        user, password = "<systemUserName>SKDEN</systemUserName>", "<systemPassword>p</systemPassword>"
        token = "<NoticeTokenBE><TokenKey>frist</TokenKey><TokenValue>1. mars</TokenValue></NoticeTokenBE>"
        bad = {
            "a date without a time": self.GOOD.replace("2026-01-02T00:00:00", "2026-01-02"),
            "a number that is none": self.GOOD.replace(">1</external", "></external"),
            "the wrong order": self.GOOD.replace(user + password, password + user),
            "a member nobody knows": self.GOOD.replace(password, password + "<comment/>"),
            "a required member missing": self.GOOD.replace(password, ""),
            "another binding's wrapper": self.GOOD.replace("ExternalBasic", "External"),
            "the token in the namespace of the other members": self.NOTICE.replace(
                token, token.replace("</", "</a:").replace("<N", "<a:N").replace("<T", "<a:T")
            ),
            "the other members in the namespace of the token": self.NOTICE.replace("a:", ""),
        }
        for why, text in bad.items():
            with self.subTest(why):
                self.assertFalse(self.valid(text))
