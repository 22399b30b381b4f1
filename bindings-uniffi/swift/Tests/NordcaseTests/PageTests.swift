import Foundation
import Nordcase
import XCTest

/// Pages that repeat themselves are noticed (FAULTS 2.6).
final class PageTests: XCTestCase {
    func test_2_6_aServiceThatIgnoresStartIsAskedTwice() async throws {
        let plain = "[{\"Id\":\"t0\"},{\"Id\":\"t1\"}]"
        for body in [plain, "{\"TotalCount\":5000000,\"Data\":\(plain)}"] {
            for reply in [
                Server.Reply.close(answer(body)), .close(chunkedHead("application/json") + chunk(body) + chunk("")),
            ] {
                let server = Server { _, count in count > 50 ? .close("") : reply }
                defer { server.stop() }
                let fastDok = try FastDok(baseUrl: server.url, ticket: "t")
                let lists: [(String, @Sendable () async throws -> [String])] = [
                    ("tasks", { try await ids(fastDok.tasks(max: 2), \.id) }),
                    ("instances", { try await ids(fastDok.instances(max: 2), \.id) }),
                    ("apps", { try await ids(fastDok.apps(max: 2), \.id) }),
                    ("instanceTasks", { try await ids(fastDok.instanceTasks(instanceId: "i", max: 2), \.id) }),
                    ("objectChildren", { try await ids(fastDok.objectChildren(objectId: "o", max: 2), \.id) }),
                ]
                for (name, list) in lists {
                    let before = server.seen.count
                    let read = try await list()
                    XCTAssertEqual(read, ["t0", "t1"], name)
                    XCTAssertEqual(server.seen.count, before + 2, name)
                }
            }
        }
    }

    func test_2_6_aTransportThatGivesTheWholeAnswerIsNoticedToo() async throws {
        let asked = Shared(0)
        struct Same: Transport {
            let asked: Shared<Int>
            func send(_: HttpRequest) async throws(TransportFailure) -> HttpResponse {
                asked.change { $0 += 1 }
                guard asked.value < 50 else {
                    throw TransportFailure(failure: .network, mayHaveArrived: true, reason: "asked too often")
                }
                let headers = [Header(name: "Content-Type", value: "application/json")]
                return HttpResponse(status: 200, headers: headers, body: Data("[{\"Id\":\"t0\"},{\"Id\":\"t1\"}]".utf8))
            }
        }
        let fastDok = try FastDok(baseUrl: "https://fastdok.example", ticket: "t", transport: Same(asked: asked))
        let read = try await ids(fastDok.tasks(max: 2), \.id)
        XCTAssertEqual(read, ["t0", "t1"])
        XCTAssertEqual(asked.value, 2)
    }

    func test_2_6_pagesThatComeInTurnAreNoticed() async throws {
        for turn in 2...5 {
            let server = Server { _, count in
                count > 200 ? .close("") : .close(answer("[{\"Id\":\"a\(count % turn)\"},{\"Id\":\"b\"}]"))
            }
            defer { server.stop() }
            let read = try await ids(FastDok(baseUrl: server.url, ticket: "t").tasks(max: 2), \.id)
            XCTAssertLessThan(read.count, 32)
            XCTAssertLessThan(server.seen.count, 16)
        }
    }

    func test_2_6_pagesThatOverlapAreReadOn() async throws {
        let server = Server { path, _ in
            let start =
                path.components(separatedBy: "Start=").dropFirst().first.flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
            // Somebody has added an item meanwhile, so that the last one comes once more.
            let first = start == 0 ? 0 : start - 1
            let items = (first..<min(first + 3, 8)).map { "{\"Id\":\"t\($0)\"}" }
            return .close(answer("[\(items.joined(separator: ","))]"))
        }
        defer { server.stop() }
        let read = try await ids(FastDok(baseUrl: server.url, ticket: "t").tasks(max: 3), \.id)
        XCTAssertEqual(read, ["t0", "t1", "t2", "t2", "t3", "t4", "t5", "t6", "t7"])
    }
}

private func ids<Item: Sendable>(_ list: ListItems<Item>, _ id: KeyPath<Item, String> & Sendable) async throws
    -> [String]
{
    var ids: [String] = []
    for try await item in list { ids.append(item[keyPath: id]) }
    return ids
}
