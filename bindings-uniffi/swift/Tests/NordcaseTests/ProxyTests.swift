import Foundation
import Nordcase
import XCTest

/// Whatever the environment says, nothing for this machine goes through a proxy (FAULTS 5.12).
final class ProxyTests: XCTestCase {
    private static let names = [
        "http_proxy", "all_proxy", "ALL_PROXY", "HTTP_PROXY", "https_proxy", "no_proxy", "NO_PROXY",
    ]

    private func withEnvironment(_ values: [String: String], _ body: () async throws -> Void) async throws {
        let before = ProcessInfo.processInfo.environment
        defer {
            for name in Self.names {
                if let value = before[name] { setenv(name, value, 1) } else { unsetenv(name) }
            }
        }
        for name in Self.names { unsetenv(name) }
        for (name, value) in values { setenv(name, value, 1) }
        try await body()
    }

    func test_5_12_loopbackGoesThroughNoProxy() async throws {
        for name in ["http_proxy", "all_proxy", "ALL_PROXY", "HTTP_PROXY"] {
            for exceptions in [
                [:], ["no_proxy": "example.se"], ["NO_PROXY": "example.se,.example.no"], ["no_proxy": ""],
            ] {
                let proxy = Server { _, _ in .close(answer("{\"Balance\":2,\"Ticket\":\"stolen\",\"success\":true}")) }
                let server = Server { _, _ in .close(answer("{\"Balance\":1}")) }
                defer {
                    proxy.stop()
                    server.stop()
                }
                try await withEnvironment(exceptions.merging([name: proxy.url]) { $1 }) {
                    for url in [server.url, server.url.replacingOccurrences(of: "127.0.0.1", with: "localhost")] {
                        let fastDok = try FastDok(baseUrl: url, ticket: "ticket-S3CRET")
                        let balance = try await fastDok.getBalance()
                        XCTAssertEqual(balance.balance, 1, "\(name) \(url)")
                        let agency = try CaseAgency(baseUrl: url, systemUser: "SKDEN", password: "S3CRET")
                        _ = await failure { try await agency.cases(service: konkursbo) }
                    }
                }
                XCTAssertEqual(proxy.seen, [], name)
                XCTAssertEqual(server.seen.count, 4)
            }
        }
    }

    func test_5_12_otherHostsGoThroughTheProxy() async throws {
        let proxy = Server { _, _ in .close(answer("{\"Balance\":2}")) }
        defer { proxy.stop() }
        try await withEnvironment(["http_proxy": proxy.url]) {
            let fastDok = try FastDok(baseUrl: "http://fastdok.example", ticket: "t", allowInsecure: true)
            let balance = try await fastDok.getBalance()
            XCTAssertEqual(balance.balance, 2)
        }
        XCTAssertEqual(proxy.seen.count, 1)
    }
}
