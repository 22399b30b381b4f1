import Foundation
import Nordcase
import XCTest

/// What comes behind an answer, or while nothing is asked, is nobody's answer (FAULTS 5.17).
final class LeftoverTests: XCTestCase {
    private func whole(_ body: String, _ head: String? = nil) -> String {
        "HTTP/1.1 200 OK\r\n\(head ?? "Content-Length: \(body.utf8.count)")\r\n\r\n\(body)"
    }

    func test_5_17_theNextRequestDoesNotGetIt() async throws {
        let answers = [
            whole("own"), whole("3\r\nown\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), whole(""),
            "HTTP/1.1 204 No Content\r\n\r\n",
        ]
        let strange = [
            whole("strange"), whole("strange", "Connection: close\r\nContent-Length: 7"),
            "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", "x",
        ]
        let next = whole("next")
        // With it, and later. (Directly after it, which may be when the next request is out already, only a fresh connection helps.)
        for pause in [0, 0.05] {
            for answer in pause > 0 ? Array(answers.prefix(2)) : answers {
                for more in pause > 0 ? Array(strange.prefix(2)) : strange {
                    let server = Server { path, _ in
                        guard path == "/first" else { return .keep(next) }
                        guard pause > 0 else { return .keep(answer + more) }
                        return .writeOn { write in
                            _ = write(answer)
                            Thread.sleep(forTimeInterval: pause)
                            _ = write(more)
                        }
                    }
                    defer { server.stop() }
                    let transport = HttpTransport(timeout: 20)
                    for (first, second) in [("GET", "GET"), ("GET", "POST"), ("POST", "GET"), ("POST", "DELETE")] {
                        _ = try await transport.send(request(first, "\(server.url)/first"))
                        if pause > 0 { try await Task.sleep(nanoseconds: 150_000_000) }
                        let response = try await transport.send(request(second, "\(server.url)/next"))
                        XCTAssertEqual(
                            String(decoding: response.body, as: UTF8.self), "next",
                            "\(first), then \(second): \(answer) + \(more), \(pause)")
                    }
                }
            }
        }
    }

    private func request(_ method: String, _ url: String) -> HttpRequest {
        HttpRequest(method: method, url: url, headers: [], body: Data())
    }

    func test_2_4_aCharacterSetByAnotherNameIsRead() async throws {
        for name in ["utf8", "UTF8", "\"utf8\""] {
            let server = Server { _, _ in
                .close(
                    answer("{\"Balance\":1234.5}").replacingOccurrences(
                        of: "application/json", with: "application/json; charset=\(name)"))
            }
            defer { server.stop() }
            let balance = try await FastDok(baseUrl: server.url, ticket: "t").getBalance()
            XCTAssertEqual(balance.balance, Decimal(string: "1234.5"))
        }
    }
}
