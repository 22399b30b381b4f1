import Foundation
import Nordcase
import XCTest

/// What errors say: whether to repeat, in the caller's own names, in a sentence (FAULTS 3.2, 3.3, 3.5).
final class ErrorTests: XCTestCase {
    private func field(
        file: StaticString = #filePath, line: UInt = #line, _ body: () async throws -> some Any
    ) async -> String? {
        let error = await failure(file: file, line: line, body)
        guard case .Input(_, .never, _, _, let details) = error else {
            XCTFail("\(error as Any)", file: file, line: line)
            return nil
        }
        XCTAssertTrue("\(error!)".contains(details.field), "\(error!)", file: file, line: line)
        XCTAssertTrue("\(error!)".contains(details.rule), "\(error!)", file: file, line: line)
        return details.field
    }

    func test_3_2_aJourneyThatCannotSucceedIsNotToBeRepeated() async throws {
        let wrong = try Sandbox().fastDok(password: "wrong")
        let refused = await failure { try await wrong.cancelPayment(caseId: "100") }
        guard case .Journey("fastdok.sign_in_failed", .never, _, _, let report) = refused else {
            return XCTFail("\(refused as Any)")
        }
        XCTAssertEqual(report.code, .badCredentials)
        let agency = try Sandbox().caseAgency(password: "wrong")
        let system = await failure { try await agency.createCase(service: konkursbo, reportee: "910453092") }
        guard case .Journey(_, .never, _, _, let own) = system else { return XCTFail("\(system as Any)") }
        XCTAssertEqual(own.code, .badCredentials)
        let input = await failure { try await Sandbox().caseAgency().createCase(service: konkursbo, reportee: "12") }
        XCTAssertEqual(input?.retry, .never)
        // One that may have done something still wants a look.
        let sandbox = Sandbox()
        let fastDok = try sandbox.fastDok()
        let started = try await fastDok.startCase(entries: entries)
        let declined = await failure {
            _ = try await fastDok.performAction(taskId: started.taskId!, action: .actionPay)
            return try await fastDok.payCase(caseId: started.caseId) { _ in false }
        }
        XCTAssertEqual(declined?.code, "journey.declined")
        XCTAssertNotEqual(declined?.retry, .never)
    }

    func test_3_3_aReadThatGotLostMayBeRepeated() async throws {
        let server = Server { _, _ in .close("") }
        defer { server.stop() }
        let fastDok = try FastDok(baseUrl: server.url, ticket: "t")
        let agency = try CaseAgency(baseUrl: server.url, systemUser: "SKDEN", password: "p")
        let reads = [
            await failure { try await fastDok.getBalance() },
            await failure { for try await _ in fastDok.tasks() {} },
            await failure { try await agency.cases(service: konkursbo) },
            await failure { for try await _ in agency.eachCase(service: konkursbo) {} },
        ]
        for error in reads {
            XCTAssertEqual(error?.code, "transport.network")
            XCTAssertEqual(error?.retry, .safe)
        }
        let change = await failure { try await fastDok.performAction(taskId: "t1", action: .actionPay) }
        XCTAssertEqual(change?.retry, .verifyFirst)
    }

    func test_3_5_aValueIsNamedAsTheCallerWritesIt() async throws {
        let agency = try Sandbox().caseAgency()
        let bad = ServiceEdition("26 81", 1)
        let none = ServiceEdition("2681", 0)
        let fields = [
            await field { try await agency.cases(service: bad) },
            await field { try await agency.cases(service: none) },
            await field { try await agency.cases(service: konkursbo, reportee: "12") },
            await field { for try await _ in agency.eachCase(service: konkursbo, reportee: "12") {} },
            await field { try await agency.getCaseList(service: konkursbo, reportee: "12") },
            await field { try await agency.instantiateCollaboration(service: bad, reportee: "910453092") },
            await field {
                try await agency.instantiateCollaboration(service: konkursbo, reportee: "910453092", visible: "soon")
            },
            await field { try await agency.notifyEvent("", to: .toCase(1)) },
            await field { try await agency.notifyEvent("A", to: .allOf(bad)) },
            await field { try await agency.setNotice(reporteeElementId: "x", template: "12") },
            await field { try await agency.setNotice(reporteeElementId: "1", template: "") },
            await field { try await agency.caseWith(id: 0) },
            await field {
                let nobody = try CaseAgency(baseUrl: CaseAgency.production, systemUser: "", password: "p")
                return try await nobody.cases(service: konkursbo)
            },
        ]
        XCTAssertEqual(
            fields,
            [
                "service.code", "service.edition", "reportee", "reportee", "reportee", "service.code", "visible",
                "event",
                "service.code", "reporteeElementId", "template", "id", "systemUser",
            ])
    }

    func test_3_5_aJourneysValueIsNamedAsTheCallerWritesIt() async throws {
        let agency = try Sandbox().caseAgency()
        let due = await field { try await agency.createCase(service: konkursbo, reportee: "910453092", due: "soon") }
        XCTAssertEqual(due, "due")
        let wrong: [(String, @Sendable () async -> NordcaseError?)] = [
            ("reportee", { await failure { try await agency.createCase(service: konkursbo, reportee: "12") } }),
            (
                "service.code",
                {
                    await failure {
                        try await agency.createCase(service: ServiceEdition("!", 1), reportee: "910453092")
                    }
                }
            ),
            ("template", { await failure { try await agency.placeNotice("", on: .element("12")) } }),
        ]
        let wire = ["reporteeNumber", "externalServiceCode", "NoticeTemplateID"]
        for (index, (name, call)) in wrong.enumerated() {
            let text = "\(await call() as Any)"
            XCTAssertTrue(text.contains(name), text)
            XCTAssertFalse(text.contains(wire[index]), text)
        }
    }

    func test_3_5_aJourneyOfTheOtherServiceIsNamed() async throws {
        let kept = Kept()
        _ = try await Sandbox().fastDok().startCase(entries: entries, save: kept.save)
        let last = await kept.texts.last!
        let agency = try Sandbox().caseAgency()
        let error = await failure { try await agency.resume(.createCase, last) }
        XCTAssertEqual(error?.code, "input.journey_stored")
        XCTAssertTrue("\(error as Any)".contains("fastdok.start_case"))
        XCTAssertFalse("\(error as Any)".contains("binding"))
    }
}
