import Foundation
import Nordcase
import XCTest

/// Every shared vector, through the native library and its Swift types.
final class VectorTests: XCTestCase {
    /// Expects the error of a vector.
    private func expect(_ wanted: JSON?, _ name: String, _ body: () throws -> some Any) {
        do {
            XCTFail("\(name): gives \(try body())")
        } catch let error as NordcaseError {
            let found = JSON(error: error)
            XCTAssertTrue(found.lists(wanted ?? .null), "\(name): \(found.encoded) is not \((wanted ?? .null).encoded)")
            XCTAssertFalse("\(error) \(error.localizedDescription)".contains("S3CRET"), name)
        } catch {
            XCTFail("\(name): \(error)")
        }
    }

    func testRequests() throws {
        for vector in try Vectors.load().of("request") {
            let access = try vector.accessObject()
            let request = try nordcaseEncode(name: vector.operation, params: vector.params, access: access)
            let expected = vector.member("request")
            XCTAssertEqual(request.method, expected["method"]?.string, vector.name)
            XCTAssertEqual(request.url, expected["url"]?.string, vector.name)
            XCTAssertEqual(JSON(request.headers.map { [$0.name, $0.value] }), expected["headers"], vector.name)
            XCTAssertEqual(request.body, (vector.json["request"]?["body"] ?? .null).body, vector.name)
            XCTAssertFalse("\(request)".contains("S3CRET"), vector.name)
        }
    }

    func testInputs() throws {
        for vector in try Vectors.load().of("input") {
            expect(vector.json["error"], vector.name) {
                try nordcaseEncode(name: vector.operation, params: vector.params, access: vector.accessObject())
            }
        }
    }

    func testResponses() throws {
        for vector in try Vectors.load().of("response") {
            let access = try vector.accessObject()
            let response = (vector.json["response"] ?? .null).response()
            let decode = {
                try nordcaseDecode(name: vector.operation, params: vector.params, access: access, response: response)
            }
            if let error = vector.json["error"] {
                expect(error, vector.name, decode)
                continue
            }
            let answer = try decode()
            guard let output = vector.json["output"] else { continue }
            let found = JSON(Mirror(reflecting: answer).children.first!.value).clean()
            let wanted = output.clean()
            XCTAssertTrue(found.says(wanted), "\(vector.name): \(found.encoded) is not \(wanted.encoded)")
        }
    }

    func testNextPages() throws {
        for vector in try Vectors.load().of("next-page") {
            let start = nordcaseNextStart(
                name: vector.operation, params: vector.params, items: UInt32(vector.json["items"]!.int!),
                totalCount: vector.json["totalCount"]?.int,
                asked: UInt32(vector.json["asked"]!.int!))
            XCTAssertEqual(start.map { Int64($0) }, vector.json["start"]?.int, vector.name)
        }
    }

    func testPageMarks() throws {
        for vector in try Vectors.load().of("page-mark") {
            let mark = nordcaseMarkPage(
                asked: UInt32(vector.json["asked"]!.int!), firstId: vector.json["first"]!.string!,
                remembered: vector.json["remembered"]?.string)
            XCTAssertEqual(mark, vector.json["mark"]?.string, vector.name)
        }
    }

    /// A kind that is new has a test here too.
    func testNoKindIsLeftOut() throws {
        let kinds = Set(try Vectors.load().cases.compactMap { $0.json["kind"]?.string })
        XCTAssertEqual(
            kinds,
            [
                "request", "input", "response", "next-page", "page-mark", "error-table", "transport", "workflow",
                "machine", "journey",
            ])
    }

    func testErrorTables() throws {
        let table = Dictionary(uniqueKeysWithValues: nordcaseErrorCodes().map { ($0.code, JSON($0)) })
        for vector in try Vectors.load().of("error-table") {
            for row in vector.json["rows"]?.items ?? [] {
                let listed = table[row["code"]?.string ?? ""] ?? .null
                for name in ["kind", "retry", "name"] {
                    XCTAssertTrue((listed[name] ?? .null).says(row[name] ?? .null), "\(vector.name): \(row.encoded)")
                }
                guard let number = row["number"]?.int, vector.json["operation"] != nil else { continue }
                let access = try vector.accessObject()
                let response = (vector.json["response"] ?? .null).response(number: number)
                let wanted = row.members.filter { ["code", "kind", "retry"].contains($0.key) }
                expect(.object(wanted), "\(vector.name) \(number)") {
                    try nordcaseDecode(
                        name: vector.operation, params: vector.params, access: access, response: response)
                }
            }
        }
    }

    func testTransportFailures() async throws {
        for vector in try Vectors.load().of("transport") {
            let kinds: [String: TransportFailureKind] = [
                "timeout": .timeout, "network": .network, "cancelled": .cancelled, "too_large": .tooLarge,
            ]
            let failing = Failing(
                TransportFailure(
                    failure: kinds[vector.json["failure"]?.string ?? ""]!,
                    mayHaveArrived: vector.json["mayHaveArrived"]?.isTrue ?? false, reason: ""))
            let fastDok = try FastDok(baseUrl: "https://forms.example.se", ticket: "t", transport: failing)
            do throws(NordcaseError) {
                if vector.json["reads"]?.isTrue ?? false {
                    _ = try await fastDok.getBalance()
                } else {
                    _ = try await fastDok.performAction(taskId: "t1", action: .actionPay)
                }
                XCTFail(vector.name)
            } catch {
                XCTAssertTrue(JSON(error: error).lists(vector.json["error"]!), "\(vector.name): \(error)")
            }
        }
    }

    func testWorkflows() throws {
        for vector in try Vectors.load().of("workflow") {
            let (state, event) = (vector.json["state"]!, vector.json["event"]?.string ?? "")
            let allowed: JSON
            let apply: () throws -> JSON
            if vector.json["machine"]?.string == "fastdok" {
                let (from, action) = (formState(state), actionKind(event))
                allowed = JSON(formAllowed(state: from))
                apply = { JSON(try formApply(state: from, action: action)) }
            } else {
                let (from, what) = (caseState(state.string!), caseEvent(event))
                allowed = JSON(caseAllowed(state: from))
                apply = { JSON(try caseApply(state: from, event: what)) }
            }
            XCTAssertTrue(allowed.says(vector.json["allowed"]!), "\(vector.name): \(allowed.encoded)")
            if let error = vector.json["error"] {
                expect(error, vector.name, apply)
            } else {
                let found = try apply().clean()
                XCTAssertTrue(found.says(vector.json["transition"]!.clean()), "\(vector.name): \(found.encoded)")
            }
        }
    }

    func testMachines() throws {
        for vector in try Vectors.load().of("machine") {
            let definition = vector.member("definition")
            let text = definition.string ?? definition.encoded
            if let error = vector.json["error"] {
                expect(error, vector.name) { try StateMachine.fromJson(text: text) }
                continue
            }
            let machine = try StateMachine.fromJson(text: text)
            let found = machine.check().map { JSON($0).members.filter { $0.key != "message" } }.map { JSON.object($0) }
            XCTAssertTrue(JSON.list(found).says(vector.json["findings"]!), "\(vector.name): \(found)")
            XCTAssertEqual(try StateMachine(definition: machine.definition()).definition(), try machine.definition())
            for step in vector.json["steps"]?.items ?? [] {
                let conditions = (step["conditions"]?.members ?? [:]).mapValues { $0.isTrue }
                let apply = {
                    JSON(
                        try machine.apply(
                            state: step["state"]!.string!, event: step["event"]!.string!, conditions: conditions))
                }
                if let error = step["error"] {
                    expect(error, vector.name, apply)
                } else {
                    let found = try apply()
                    XCTAssertTrue(found.says(step["step"]!), "\(vector.name): \(found.encoded)")
                }
            }
        }
    }

    func testStoredJourneys() throws {
        let vectors = try Vectors.load()
        for vector in vectors.of("journey") {
            let name = vector.json["journey"]!.string!
            let stored = vector.member("stored")
            let text = stored.string ?? stored.encoded
            if let input = vector.json["input"]?.string {
                let access = try Access.fromJson(
                    text: vectors.named[name.hasPrefix("fastdok.") ? "fastdok-signing-in" : "basic"]!.encoded)
                expect(vector.json["error"], vector.name) {
                    try journeyResume(
                        stored: text, access: access, session: ServiceSession(),
                        input: input == "woke" ? .woke : .decided(approved: true),
                        moment: ServiceMoment(unixMillis: 1_772_359_200_000, random: Data(count: 16)))
                }
            } else if let error = vector.json["error"] {
                expect(error, vector.name) { try journeyLoad(name: name, stored: text, repeats: .never) }
            } else {
                let again = try JSONDecoder().decode(
                    JSON.self, from: Data(journeyLoad(name: name, stored: text, repeats: .never).utf8))
                XCTAssertTrue(again.keeps(stored), "\(vector.name): \(again.encoded)")
            }
        }
    }
}

extension JSON {
    /// Whether all that `old` said is still said.
    fileprivate func keeps(_ old: JSON) -> Bool {
        switch (self, old) {
        case (_, .null): true
        case (.object(let mine), .object(let theirs)): theirs.allSatisfy { (mine[$0.key] ?? .null).keeps($0.value) }
        case (.list(let mine), .list(let theirs)):
            mine.count == theirs.count && zip(mine, theirs).allSatisfy { $0.keeps($1) }
        default: self == old
        }
    }
}

/// A transport that always fails in the same way.
struct Failing: Transport {
    let failure: TransportFailure

    init(_ failure: TransportFailure) {
        self.failure = failure
    }

    func send(_: HttpRequest) async throws(TransportFailure) -> HttpResponse { throw failure }
}

private func formState(_ json: JSON) -> FormState {
    let kinds: [String: TaskKind] = ["taskcreate": .taskCreate, "taskpay": .taskPay, "taskpaid": .taskPaid]
    let stage = json["stage"]!.string!
    let origins: [String: FormOrigin] = ["TaskCreate": .taskCreate, "TaskPaid": .taskPaid]
    let customers: [String: FormCustomer] = ["licence": .licence, "balance": .balance]
    return FormState(
        stage: stage == "Archived" ? .archived : .task(kinds[stage.lowercased()] ?? .other(stage)),
        customer: customers[json["customer"]?.string ?? ""] ?? .unknown,
        cameFrom: origins[json["cameFrom"]?.string ?? ""] ?? .unknown)
}

private func actionKind(_ text: String) -> ActionKind {
    let kinds: [String: ActionKind] = [
        "actionpay": .actionPay, "actioncomplete": .actionComplete, "actioncancel": .actionCancel,
    ]
    return kinds[text.lowercased()] ?? .other(text)
}

private func caseState(_ text: String) -> CaseState {
    ["active": .active, "archived": .archived, "deleted": .deleted][text]!
}

private func caseEvent(_ text: String) -> CaseEvent {
    let events: [String: CaseEvent] = [
        "getCaseList": .getCaseList, "notifyEvent": .notifyEvent, "setNotice": .setNotice, "archive": .archive,
        "delete": .delete,
    ]
    return events[text]!
}
