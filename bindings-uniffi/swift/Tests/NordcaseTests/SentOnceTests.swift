import Foundation
import Nordcase
import XCTest

/// What HTTP clients would do by themselves, and this package does not let them: a request is sent once (FAULTS 5.8, 5.9, 5.17).
final class SentOnceTests: XCTestCase {
    private func request(_ server: Server, _ method: String, _ body: String = "") -> HttpRequest {
        let type = body.isEmpty ? [] : [Header(name: "Content-Type", value: "text/plain")]
        return HttpRequest(method: method, url: "\(server.url)/a", headers: type, body: Data(body.utf8))
    }

    func test_5_8_anAnswerThatAsksForARepetitionIsHandedBack() async throws {
        let kinds = [
            ("301 Moved Permanently", "Location: /b\r\n"), ("302 Found", "Location: /b\r\n"),
            ("303 See Other", "Location: /b\r\n"), ("307 Temporary Redirect", "Location: /b\r\n"),
            ("308 Permanent Redirect", "Location: /b\r\n"), ("300 Multiple Choices", "Location: /b\r\n"),
            ("401 Unauthorized", "WWW-Authenticate: Basic realm=\"a\"\r\n"),
            ("401 Unauthorized", "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\", qop=\"auth\"\r\n"),
            ("401 Unauthorized", "WWW-Authenticate: NTLM\r\n"), ("401 Unauthorized", ""),
            ("407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"a\"\r\n"),
            ("408 Request Timeout", "Connection: close\r\n"), ("417 Expectation Failed", ""),
            ("421 Misdirected Request", ""), ("425 Too Early", "Retry-After: 0\r\n"),
            ("429 Too Many Requests", "Retry-After: 0\r\n"), ("500 Internal Server Error", ""),
            ("503 Service Unavailable", "Retry-After: 0\r\n"), ("504 Gateway Timeout", ""),
        ]
        for (status, headers) in kinds {
            let server = Server { path, _ in
                path == "/a" ? .keep(answer("{\"no\":1}", status, headers)) : .close(answer("{}"))
            }
            defer { server.stop() }
            let transport = HttpTransport(timeout: 5)
            for (method, body) in [("POST", "a=b"), ("POST", ""), ("DELETE", ""), ("GET", "")] {
                let before = server.seen.count
                let response = try await transport.send(request(server, method, body))
                XCTAssertEqual(Int(response.status), Int(status.prefix(3)), "\(method) \(status)")
                XCTAssertEqual(String(decoding: response.body, as: UTF8.self), "{\"no\":1}", "\(method) \(status)")
                XCTAssertEqual(server.seen.count, before + 1, "\(method) \(status)")
            }
        }
    }

    func test_5_8_aLargeBodyIsSentOnceToo() async throws {
        let server = Server { _, _ in .keep(answer("{}", "417 Expectation Failed")) }
        defer { server.stop() }
        let response = try await HttpTransport(timeout: 10).send(
            request(server, "POST", String(repeating: "x", count: 2_000_000)))
        XCTAssertEqual(response.status, 417)
        XCTAssertEqual(server.seen.count, 1)
        XCTAssertTrue(server.seen.allSatisfy { !$0.lowercased().contains("expect:") })
    }

    func test_5_9_aConnectionThatClosesAfterTheRequestIsNotTriedAgain() async throws {
        // Without a byte of answer, in a status line, in a head, before a body, in it.
        let dying = [
            "", "HTTP/1.", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        ]
        for (method, half) in dying.flatMap({ [("POST", $0), ("DELETE", $0)] }) {
            let server = Server { _, count in count == 1 ? .keep(answer("{}")) : .close(half) }
            defer { server.stop() }
            let transport = HttpTransport(timeout: 5)
            _ = try await transport.send(request(server, method, method == "POST" ? "a=b" : ""))
            do throws(TransportFailure) {
                let response = try await transport.send(request(server, method, method == "POST" ? "a=b" : ""))
                XCTFail("\(method): \(response)")
            } catch {
                XCTAssertEqual(error.failure, .network)
                XCTAssertTrue(error.mayHaveArrived)
            }
            XCTAssertEqual(server.seen.count, 2, "\(method) \(half)")
        }
    }

    func test_5_17_aConnectionThatHasClosedMeanwhileIsNotUsedForAChange() async throws {
        for method in ["POST", "DELETE", "GET"] {
            let server = Server { _, _ in .keepFor(0.05, answer("{}")) }
            defer { server.stop() }
            let transport = HttpTransport(timeout: 5)
            for _ in 0..<3 {
                let response = try await transport.send(request(server, method, method == "POST" ? "a=b" : ""))
                XCTAssertEqual(response.status, 200)
                try await Task.sleep(nanoseconds: 150_000_000)
            }
            XCTAssertEqual(server.seen.count, 3, method)
        }
    }

    func test_5_17_eachChangeHasAConnectionOfItsOwn() async throws {
        let server = Server { _, _ in .keep(answer("{}")) }
        defer { server.stop() }
        let transport = HttpTransport(timeout: 5)
        for method in ["POST", "DELETE", "POST"] {
            _ = try await transport.send(request(server, method, method == "POST" ? "a=b" : ""))
        }
        XCTAssertEqual(server.connections, 3)
        for _ in 0..<3 { _ = try await transport.send(request(server, "GET")) }
        XCTAssertEqual(server.connections, 4)
    }

    func test_1_6_aRefusalWithAChallengeComesAtOnceAndWhole() async throws {
        let server = Server { _, _ in
            .keep(answer("<h1>no</h1>", "401 Unauthorized", "WWW-Authenticate: Basic realm=\"api\"\r\n"))
        }
        defer { server.stop() }
        let agency = try CaseAgency(baseUrl: server.url, systemUser: "SKDEN", password: "S3CRET", timeout: 20)
        let start = Date()
        for _ in 0..<3 {
            let error = await failure { try await agency.cases(service: konkursbo) }
            XCTAssertNotEqual(error?.code, "transport.timeout")
            XCTAssertFalse(String(reflecting: error).contains("S3CRET"))
        }
        XCTAssertLessThan(-start.timeIntervalSinceNow, 10)
    }

    func test_2_5_headersMayBeAnyBytes() async throws {
        let body = Array("{\"Balance\":1}".utf8)
        for name in [Array("Åland".utf8), [0xc5, 0x6c, 0x61, 0x6e, 0x64], [0xff, 0x00, 0x80]] as [[UInt8]] {
            let head =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.count)\r\nX-Server: "
            let server = Server { _, _ in
                .bytes(Array(head.utf8) + name.filter { $0 != 0 } + Array("\r\n\r\n".utf8) + body)
            }
            defer { server.stop() }
            let balance = try await FastDok(baseUrl: server.url, ticket: "t").getBalance()
            XCTAssertEqual(balance.balance, 1)
            let response = try await HttpTransport().send(request(server, "POST"))
            let value = response.headers.first { $0.name == "X-Server" }?.value
            XCTAssertEqual(value, String(validating: name, as: UTF8.self) ?? (name[0] == 0xc5 ? "Åland" : "ÿ\u{80}"))
        }
    }
}
