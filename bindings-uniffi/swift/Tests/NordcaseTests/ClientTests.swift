import Foundation
import Nordcase
import XCTest

let entries = [
    ObjectEntry(typeNamespace: "Kund", properties: [EntryProperty(name: "Namn", value: "Åsa Öberg")]),
    ObjectEntry(typeNamespace: "Blankett", templateId: "12B.2"),
]
let konkursbo = ServiceEdition("2681", 1)

/// Runs what must fail, and gives its error.
func failure(
    file: StaticString = #filePath, line: UInt = #line, _ body: () async throws -> some Any
) async -> NordcaseError? {
    do {
        XCTFail("gives \(try await body())", file: file, line: line)
    } catch let error as NordcaseError {
        return error
    } catch {
        XCTFail("\(error)", file: file, line: line)
    }
    return nil
}

/// The clients and journeys against the services in memory, with what goes wrong.
final class ClientTests: XCTestCase {
    private let sandbox = Sandbox()

    /// A case that waits for its payment.
    private func payable(_ fastDok: FastDok) async throws -> String {
        let started = try await fastDok.startCase(entries: entries)
        _ = try await fastDok.performAction(taskId: started.taskId!, action: .actionPay)
        return started.caseId
    }

    func testACaseIsPaidOnceThoughItsAnswerIsLost() async throws {
        let fastDok = try sandbox.fastDok()
        let caseId = try await payable(fastDok)
        try sandbox.add(.answerLost, to: "fastdok.perform_action")
        let kept = Kept()
        var (changes, receipt) = (0, PayReceipt?.none)
        let approve: Approve = { question in
            XCTAssertEqual(question.balance, 2000)
            XCTAssertNotNil(question.order)
            return true
        }
        let paying = try fastDok.payingCase(caseId: caseId, approve: approve, save: kept.save)
        for try await event in paying {
            switch event {
            case .sending(_, let label, let changing):
                XCTAssertFalse(label.isEmpty)
                changes += changing ? 1 : 0
            case .waiting: break
            case .done(let done): receipt = done
            }
        }
        XCTAssertEqual(receipt?.outcome, .paid)
        XCTAssertEqual(receipt?.seen, .state)
        XCTAssertEqual(receipt?.balanceAfter, Decimal(string: "1800.00"))
        XCTAssertEqual(changes, 1)
        XCTAssertEqual(sandbox.debits.count, 1)
        XCTAssertEqual(sandbox.debits.first?.members["amount"], "200.00")
        let texts = await kept.texts
        XCTAssertTrue(texts.count > 3 && texts.allSatisfy { $0.contains("fastdok.pay_case") && !$0.contains("Löv") })
        let completed = try await fastDok.completeCase(caseId: caseId)
        XCTAssertTrue(completed.verified)
    }

    func testAPaymentUnderEveryFaultAtEveryCall() async throws {
        for fault in Sandbox.Fault.allCases where fault != .lockedAccount {
            for nth in 1...8 {
                let sandbox = Sandbox()
                let fastDok = try sandbox.fastDok()
                let caseId = try await payable(fastDok)
                try sandbox.add(fault, to: "*", nth: nth, milliseconds: fault == .slow ? 200_000 : nil)
                let receipt = try await fastDok.payCase(caseId: caseId) { _ in true }
                XCTAssertTrue([.paid, .alreadyPaid].contains(receipt.outcome), "\(fault) \(nth)")
                XCTAssertEqual(sandbox.debits.count, 1, "\(fault) \(nth)")
            }
        }
    }

    func testAPaymentThatIsStoppedGoesOnElsewhere() async throws {
        for stop in 1...7 {
            let sandbox = Sandbox()
            let fastDok = try sandbox.fastDok()
            let caseId = try await payable(fastDok)
            let kept = Kept(stopsAt: stop)
            do throws(NordcaseError) {
                _ = try await fastDok.payCase(caseId: caseId, approve: { _ in true }, save: kept.save)
            } catch {
                XCTAssertEqual(error.code, "input.journey_not_stored")
                let elsewhere = try sandbox.fastDok()
                let last = await kept.texts.last!
                let receipt = try await elsewhere.resume(.payCase, last, approve: { _ in true })
                XCTAssertTrue([.paid, .alreadyPaid].contains(receipt.outcome))
            }
            XCTAssertEqual(sandbox.debits.count, 1, "\(stop)")
        }
    }

    func testNothingIsSpentWithoutApproval() async throws {
        let fastDok = try sandbox.fastDok()
        let caseId = try await payable(fastDok)
        let error = await failure { try await fastDok.payCase(caseId: caseId) { _ in false } }
        guard case .Journey(_, _, _, let whatToDo, let report) = error else { return XCTFail("\(error as Any)") }
        XCTAssertEqual(report.code, .declined)
        XCTAssertEqual(report.facts.debited, .no)
        XCTAssertFalse(whatToDo.isEmpty)
        XCTAssertTrue(sandbox.debits.isEmpty)
    }

    func testAStaleTicketIsRenewedOnce() async throws {
        let fastDok = try sandbox.fastDok()
        _ = try await fastDok.getBalance()
        try sandbox.control("{\"command\":\"sign_everybody_out\"}")
        let balance = try await fastDok.getBalance()
        XCTAssertEqual(balance.balance, 2000)
        sandbox.advance(seconds: 50 * 60)
        _ = try await fastDok.getBalance()
        XCTAssertEqual(sandbox.ledger.filter { $0.what == "signed_in" }.count, 3)
    }

    func testManyCallsSignInOnce() async throws {
        let fastDok = try FastDok(
            baseUrl: "https://sandbox.example/API/v1.0", apiKey: Sandbox.apiKey,
            username: "asa.oberg@bjorken.example", password: Sandbox.users["asa.oberg@bjorken.example"],
            transport: Slow(sandbox))
        try await withThrowingTaskGroup(of: Decimal.self) { group in
            for _ in 0..<20 { group.addTask { try await fastDok.getBalance().balance } }
            for try await balance in group { XCTAssertEqual(balance, 2000) }
        }
        XCTAssertEqual(sandbox.ledger.filter { $0.what == "signed_in" }.count, 1)
    }

    func testARefusedPasswordIsNeverSentAgain() async throws {
        let fastDok = try sandbox.fastDok(password: "hunter2-wrong")
        for _ in 0..<3 {
            let error = await failure { try await fastDok.getBalance() }
            XCTAssertEqual(error?.code, "fastdok.sign_in_failed")
            XCTAssertFalse(String(reflecting: error).contains("hunter2"))
        }
        XCTAssertEqual(sandbox.ledger.count, 1)
        let agency = try sandbox.caseAgency(password: "wrong")
        for _ in 0..<3 { _ = await failure { try await agency.cases(service: konkursbo) } }
        XCTAssertEqual(sandbox.ledger.filter { $0.what == "system_refused" }.count, 1)
        var dumped = ""
        dump(fastDok, to: &dumped)
        dump(agency, to: &dumped)
        XCTAssertFalse("\(fastDok) \(agency) \(String(reflecting: fastDok)) \(dumped)".contains("wrong"))
    }

    func testACaseIsCreatedExactlyOnce() async throws {
        for fault in Sandbox.Fault.allCases where ![.staleTicket, .lockedAccount, .slow].contains(fault) {
            let sandbox = Sandbox()
            let agency = try sandbox.caseAgency()
            try sandbox.add(fault, to: "altinn.instantiate_collaboration")
            let created = try await agency.createCase(service: konkursbo, reportee: "910453092", due: "2027-03-01")
            let listed = try await agency.cases(service: konkursbo)
            XCTAssertEqual(listed.map(\.caseId), [created.caseId], "\(fault)")
            XCTAssertEqual(listed.first?.currentStateName, "Opprettet")
            XCTAssertEqual(listed.first?.dueDate?.text, "2027-03-01T00:00:00")
            XCTAssertNil(listed.first?.dueDate?.instant as Any?)
        }
    }

    func testAltinnOverItsBindings() async throws {
        for binding in [AltinnBinding.basic, .ws] {
            let agency = try Sandbox().caseAgency(binding: binding)
            try await agency.test()
            let created = try await agency.createCase(service: konkursbo, reportee: "910453092")
            let placed = try await agency.placeNotice(
                "12", on: .onCase(created.caseId), tokens: ["frist": "1. mars", "navn": "Åsa"])
            XCTAssertEqual(placed.seen, .reply)
            let found = try await agency.caseWith(id: created.caseId)
            XCTAssertEqual(found?.noticeTemplateId, "12")
            let error = await failure { try await agency.caseWith(id: 1002) }
            guard case .Service("altinn.60014", .never, _, _, let details) = error else {
                return XCTFail("\(error as Any)")
            }
            XCTAssertEqual(details.fault?.errorId, 60014)
        }
    }

    func test_4_4_aSingleCaseIsAskedForWithItsReportee() async throws {
        let recorder = Recorder()
        let agency = try CaseAgency(
            baseUrl: "https://sandbox.example", systemUser: "SKDEN", password: Sandbox.systems["SKDEN"]!,
            transport: recorder)
        let created = try await agency.createCase(service: konkursbo, reportee: "910453092")
        let found = try await agency.caseWith(id: created.caseId, reportee: "910453092")
        XCTAssertEqual(found?.caseId, created.caseId)
        XCTAssertTrue(recorder.sent.last!.contains("910453092"))
        let wrong = await failure { try await agency.caseWith(id: created.caseId, reportee: "910453093") }
        guard case .Input(_, _, _, _, let details) = wrong else { return XCTFail("\(wrong as Any)") }
        XCTAssertEqual(details.field, "reportee")
        let count = recorder.sent.count
        _ = try? await agency.caseWith(id: created.caseId, reportee: "910453093", checkReportee: false)
        XCTAssertEqual(recorder.sent.count, count + 1)
    }

    func test_5_9_aTransportThatMayRepeatIsReckonedWith() async throws {
        struct Repeating: Transport {
            let sandbox: Sandbox
            let repeats = TransportRepeats.maybe
            func send(_ request: HttpRequest) async throws(TransportFailure) -> HttpResponse {
                try await sandbox.send(request)
            }
            func now() -> Date { sandbox.now() }
            func pause(milliseconds: UInt64) async { await sandbox.pause(milliseconds: milliseconds) }
        }
        let kept = Kept()
        let fastDok = try FastDok(
            baseUrl: "https://sandbox.example/API/v1.0", apiKey: Sandbox.apiKey,
            username: "asa.oberg@bjorken.example", password: Sandbox.users["asa.oberg@bjorken.example"],
            transport: Repeating(sandbox: sandbox))
        _ = try await fastDok.startCase(entries: entries, save: kept.save)
        let plain = Kept()
        _ = try await sandbox.fastDok().startCase(entries: entries, save: plain.save)
        let (reckoned, usual) = (await kept.texts.first!, await plain.texts.first!)
        XCTAssertTrue(reckoned.contains("\"maybe\""), reckoned)
        XCTAssertFalse(usual.contains("\"maybe\""), usual)
    }

    func testPagesAreReadAsTheyAreAskedFor() async throws {
        let fastDok = try sandbox.fastDok()
        for _ in 0..<3 { _ = try await fastDok.startCase(entries: entries) }
        var tasks: [FastDokTask] = []
        for try await task in fastDok.tasks(max: 2, status: .ready) { tasks.append(task) }
        XCTAssertEqual(tasks.count, 3)
        XCTAssertEqual(Set(tasks.map(\.id)).count, 3)
        XCTAssertEqual(tasks.first?.referenceId, .taskCreate)
        XCTAssertNotNil(tasks.first?.createdDate?.instant)
    }

    func testFilesComeAndGo() async throws {
        let fastDok = try sandbox.fastDok()
        let started = try await fastDok.startCase(entries: entries)
        let objects = try await fastDok.listInstanceObjects(instanceId: started.caseId)
        let form = objects.items.first { $0.templateId != nil }
        let pdf = try await fastDok.getObjectPdf(objectId: XCTUnwrap(form).id)
        XCTAssertTrue(pdf.bytes.starts(with: Data("%PDF".utf8)))
    }

    func testValuesThatCannotBeSentAreRefusedBeforehand() async throws {
        let fastDok = try sandbox.fastDok()
        let error = await failure { try await fastDok.getTask(taskId: "../Domains") }
        guard case .Input(_, .never, _, _, let details) = error else { return XCTFail("\(error as Any)") }
        XCTAssertEqual(details.field, "taskId")
        let agency = try sandbox.caseAgency()
        let due = await failure { try await agency.createCase(service: konkursbo, reportee: "910453092", due: "soon") }
        XCTAssertEqual(due?.retry, .never)
        let insecure = await failure { try await FastDok(baseUrl: "http://fastdok.example", ticket: "t").getBalance() }
        guard case .Input = insecure else { return XCTFail("\(insecure as Any)") }
        XCTAssertEqual(sandbox.ledger, [])
    }
}

/// The texts that a journey was stored as.
actor Kept {
    struct Stop: Error {}

    private(set) var texts: [String] = []
    private let stopsAt: Int

    init(stopsAt: Int = .max) {
        self.stopsAt = stopsAt
    }

    nonisolated var save: Save { Save { text in try await self.keep(text) } }

    func keep(_ text: String) throws {
        texts.append(text)
        if texts.count == stopsAt { throw Stop() }
    }
}

/// A sandbox whose answers take a moment, so that calls overlap.
struct Slow: Transport {
    let sandbox: Sandbox

    init(_ sandbox: Sandbox) {
        self.sandbox = sandbox
    }

    func send(_ request: HttpRequest) async throws(TransportFailure) -> HttpResponse {
        await pause(milliseconds: 20)
        return try await sandbox.send(request)
    }

    func now() -> Date { sandbox.now() }
}
