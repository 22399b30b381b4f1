"""A stock SOAP client against the sandbox: zeep, which knows nothing but the WSDL that the sandbox serves.

`cargo xtask test --only soap-client` starts a sandbox and gives its address in NORDCASE_SANDBOX. The data are the sandbox's
standard data (docs/sandbox.md).
"""

import datetime
import os
import pathlib
import unittest

import zeep
from lxml import etree

SANDBOX = os.environ["NORDCASE_SANDBOX"]
SERVICES = {"ExternalBasic": "ExternalBasic", "External": "External", "EC": "EC", "EC2": "EC"}
CREDENTIALS = {"systemUserName": "SKDEN", "systemPassword": "sandkasse-2681"}
SERVICE = {"externalServiceCode": "2681", "externalServiceEditionCode": 1}
EVENT = {"ExternalServiceCode": "2681", "ExternalServiceEditionCode": 1}
RUNNING_CASE, ARCHIVED_CASE, STRANGE_CASE = 1001, 1002, 4711
COMPANY = "910453092"
FAULT = "{http://www.altinn.no/services/common/fault/2009/10}"

XSD = pathlib.Path(__file__).resolve().parents[1] / "xsd" / "altinn.xsd"


class SandboxOnly(zeep.Transport):
    """A transport that refuses to leave the sandbox: its WSDL must need nothing else."""

    def load(self, url):
        if not url.startswith(SANDBOX):
            raise AssertionError(f"the WSDL sends its reader to {url}")
        return super().load(url)


class Validated(zeep.Plugin):
    """Holds every message of both directions against our XSD, which the client itself has never seen."""

    def __init__(self):
        self.schema = etree.XMLSchema(etree.parse(XSD))
        self.messages = 0

    def ingress(self, envelope, http_headers, operation):
        return self.validated(envelope, http_headers)

    def egress(self, envelope, http_headers, operation, binding_options):
        return self.validated(envelope, http_headers)

    def validated(self, envelope, http_headers):
        self.schema.assertValid(etree.fromstring(etree.tostring(envelope)))
        self.messages += 1
        return envelope, http_headers


def client(binding, *plugins):
    url = f"{SANDBOX}/ServiceEngineExternal/CaseAgencySystem{binding}.svc?wsdl"
    return zeep.Client(url, transport=SandboxOnly(timeout=10, operation_timeout=10), plugins=list(plugins))


class Basic(unittest.TestCase):
    """The five operations, and what they do to a case."""

    def setUp(self):
        self.validated = Validated()
        self.service = client("ExternalBasic", self.validated).service

    def call(self, operation, **parameters):
        return self.service[operation + "AgencySystemExternalBasic"](**CREDENTIALS, **parameters)

    def new_case(self, **dates):
        return self.call("InstantiateCollaboration", **SERVICE, reporteeNumber=COMPANY, **dates)

    def fault(self, operation, **parameters):
        """The AltinnFault that a call must end in."""
        with self.assertRaises(zeep.exceptions.Fault) as raised:
            self.call(operation, **parameters)
        return raised.exception.detail.find(FAULT + "AltinnFault")

    def error_id(self, fault):
        return int(fault.findtext(FAULT + "ErrorID"))

    def test_test(self):
        self.assertIsNone(self.service.Test())
        self.assertEqual(self.validated.messages, 2)

    def test_a_new_case_is_listed(self):
        due = datetime.datetime(2031, 3, 1, 12, 30)
        case_id = self.new_case(visibleDateTime=datetime.datetime(2026, 1, 2), dueDate=due)
        cases = self.call("GetCaseList", **SERVICE, reporteeNumber=COMPANY, languageID=1044)
        case = next(case for case in cases if case.CaseID == case_id)
        self.assertEqual(case.CurrentStateName, "Opprettet")
        self.assertEqual(case.DueDate, due)
        self.assertIs(case.IsArchived, False)
        # Out and back, twice: neither the plugin nor the schema was passed by.
        self.assertEqual(self.validated.messages, 4)

    def test_another_reportee_has_no_cases(self):
        self.new_case()
        self.assertFalse(self.call("GetCaseList", **SERVICE, reporteeNumber="974761076"))

    def test_an_event_moves_the_case_when_it_fits(self):
        case_id = self.new_case()

        def send(event):
            (result,) = self.call("NotifyEvent", notificationInfo={"CaseID": case_id, "Event": event})
            self.assertIs(result.HasException, False)
            return result.IsStateChanged, result.CurrentStateName

        self.assertEqual(send("Approved"), (False, "Opprettet"))
        self.assertEqual(send("3374:1:Instantiated"), (True, "UnderArbeid"))
        self.assertEqual(send("3374:1:Submitted"), (True, "TilBehandling"))

    def test_an_event_reaches_every_case_of_the_edition(self):
        expected = {self.new_case(), self.new_case()}
        results = self.call("NotifyEvent", notificationInfo={**EVENT, "Event": "Nothing fits this"})
        self.assertLessEqual(expected, {result.CaseID for result in results})

    def test_a_notice_stays_on_the_case(self):
        case_id = self.new_case()
        tokens = [{"TokenKey": "FRIST", "TokenValue": "1. mars & ½ år"}, {"TokenKey": "navn", "TokenValue": "<Åse>"}]
        notice = {"NoticeTemplateID": "12", "NoticeTokens": {"NoticeTokenBE": tokens}}
        self.assertIsNone(self.call("SetNotice", reporteeElementID=str(case_id), noticeInfo=notice))
        (case,) = self.call("GetCaseList", caseID=case_id, reporteeNumber=COMPANY)
        self.assertEqual(case.NoticeTemplateID, "12")

    def test_faults_carry_their_number(self):
        notice = {"NoticeTemplateID": "no such template"}
        self.assertEqual(self.error_id(self.fault("GetCaseList", caseID=ARCHIVED_CASE, reporteeNumber=COMPANY)), 60014)
        self.assertEqual(self.error_id(self.fault("GetCaseList", caseID=STRANGE_CASE, reporteeNumber=COMPANY)), 60001)
        self.assertEqual(self.error_id(self.fault("SetNotice", reporteeElementID=str(RUNNING_CASE), noticeInfo=notice)), 60011)

    def test_a_fault_says_what_support_asks_for(self):
        fault = self.fault("NotifyEvent", notificationInfo={"CaseID": ARCHIVED_CASE, "Event": "Approved"})
        self.assertTrue(fault.findtext(FAULT + "ErrorGuid"))
        self.assertTrue(fault.findtext(FAULT + "AltinnErrorMessage"))

    def test_a_wrong_password_is_989(self):
        with self.assertRaises(zeep.exceptions.Fault) as raised:
            self.service.GetCaseListAgencySystemExternalBasic("SKDEN", "wrong", **SERVICE)
        self.assertEqual(self.error_id(raised.exception.detail.find(FAULT + "AltinnFault")), 989)


class EveryBinding(unittest.TestCase):
    """The WSDL of each binding, which a client generator must understand."""

    def test_the_wsdl_has_the_five_operations(self):
        names = ["InstantiateCollaboration", "GetCaseList", "NotifyEvent", "SetNotice"]
        for binding, suffix in SERVICES.items():
            with self.subTest(binding):
                (service,) = client(binding).wsdl.services.values()
                (port,) = service.ports.values()
                expected = {f"{name}AgencySystem{suffix}" for name in names} | {"Test"}
                self.assertEqual(set(port.binding._operations), expected)
                self.assertTrue(port.binding_options["address"].startswith(SANDBOX))
