import Foundation
import Nordcase
import XCTest

/// Compressed answers: read, named, and bounded (FAULTS 2.3, 5.16).
final class EncodingTests: XCTestCase {
    /// `{"Balance":1234.5}`, packed by gzip.
    private let balance = [UInt8](Data(base64Encoded: "H4sIAAAAAAACA6tWckrMScxLTlWyMjQyNtEzrQUArb7EaRIAAAA=")!)

    /// 400 MB of zeros, packed by gzip twice.
    private let bomb = [UInt8](
        Data(
            base64Encoded:
                "H4sIAAAAAAACA+3cMU5UYRhG4YtDQSwQCgpjMRR0bmAaEgyJtQXWxgW4BichVDRuwtJYTa8dBT3SsQCjiSFUxHFmduE9z1P99Ve++XOmlzvD2pPJz+9b"
                + "W6vH/NPfr792ng4AAADAyM1vzyfrMWA4XN68fvMWAAAAGLv3z3a3N6PA47sXr5wDAAAARu/ieLa3+SHw5+OHbecAAACA0Tt4uDvZbAFXy8X+mXsAAADA"
                + "6P0QDAAAAIAUwQAAAABoEQwAAACAFsEAAAAAiBEMAAAAgBbBAAAAAGgRDAAAAIAWwQAAAACIEQwAAACAFsEAAAAAaBEMAAAAgBbBAAAAAIgRDAAAAIAW"
                + "wQAAAABoEQwAAACAFsEAAAAAiBEMAAAAgBbBAAAAAGgRDAAAAIAWwQAAAACIEQwAAACAFsEAAAAAaBEMAAAAgBbBAAAAAIgRDAAAAIAWwQAAAABoEQwA"
                + "AACAFsEAAAAAiBEMAAAAgBbBAAAAAGgRDAAAAIAWwQAAAACIEQwAAACAFsEAAAAAaBEMAAAAgBbBAAAAAIgRDAAAAIAWwQAAAABoEQwAAACAFsEAAAAA"
                + "iBEMAAAAgBbBAAAAAGgRDAAAAIAWwQAAAACIEQwAAACAFsEAAAAAaBEMAAAAgBbBAAAAAIgRDAAAAIAWwQAAAABoEQwAAACAFsEAAAAAiBEMAAAAgBbB"
                + "AAAAAGgRDAAAAIAWwQAAAACIEQwAAACAFsEAAAAAaBEMAAAAgBbBAAAAAIgRDAAAAIAWwQAAAABoEQwAAACAFsEAAAAAiBEMAAAAgBbBAAAAAGgRDAAA"
                + "AIAWwQAAAACIEQwAAACAFsEAAAAAaBEMAAAAgBbBAAAAAIgRDAAAAIAWwQAAAABoEQwAAACAFsEAAAAAiBEMAAAAgBbBAAAAAGgRDAAAAIAWwQAAAACI"
                + "EQwAAACAFsEAAAAAaBEMAAAAgBbBAAAAAIgRDAAAAIAWwQAAAABoEQwAAACAFsEAAAAAiBEMAAAAgBbBAAAAAGgRDAAAAIAWwQAAAACIEQwAAACAFsEA"
                + "AAAAaPl8PDtabwF798vF9HoA/iPfDr78fnm6ejz/B8TlPz6ROAYA")!)

    private func packed(_ body: [UInt8], _ encoding: String, _ status: String = "200 OK") -> Server {
        let head =
            "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\nContent-Encoding: \(encoding)\r\n"
            + "Content-Length: \(body.count)\r\n\r\n"
        return Server { _, _ in .bytes(Array(head.utf8) + body) }
    }

    func test_2_3_whatIsAskedForIsUnderstood() async throws {
        for encoding in ["gzip", "GZIP", "x-gzip", "gzip, identity"] {
            let server = packed(balance, encoding)
            defer { server.stop() }
            let fastDok = try FastDok(baseUrl: server.url, ticket: "ticket-S3CRET")
            let read = try await fastDok.getBalance()
            XCTAssertEqual(read.balance, Decimal(string: "1234.5"), encoding)
            let asked = server.seen.flatMap { $0.components(separatedBy: "\r\n") }
                .filter { $0.lowercased().hasPrefix("accept-encoding:") }.map { $0.lowercased() }
            XCTAssertEqual(asked, ["accept-encoding: gzip"])
            // The body is no longer packed, so nothing says that it is.
            let response = try await HttpTransport().send(
                HttpRequest(method: "POST", url: server.url, headers: [], body: Data()))
            XCTAssertEqual(String(decoding: response.body, as: UTF8.self), "{\"Balance\":1234.5}")
            XCTAssertFalse(response.headers.contains { $0.name.lowercased() == "content-encoding" })
        }
    }

    func test_2_3_whatIsNotUnderstoodIsNamed() async throws {
        for encoding in ["compress", "br, gzip", "gzip, gzip", "br", "zstd", "aes128gcm"] {
            let server = packed(Array("abc".utf8), encoding)
            defer { server.stop() }
            let fastDok = try FastDok(baseUrl: server.url, ticket: "ticket-S3CRET")
            let change = await failure { try await fastDok.performAction(taskId: "t", action: .actionPay) }
            assertNamed(change, encoding)
            guard encoding == "br" else { continue }
            assertNamed(await failure { try await fastDok.getBalance() }, encoding)
            assertNamed(await failure { for try await _ in fastDok.tasks() {} }, encoding)
        }
    }

    private func assertNamed(_ error: NordcaseError?, _ encoding: String) {
        guard case .Transport(_, _, _, _, let details) = error else { return XCTFail("\(error as Any)") }
        XCTAssertEqual(details.failure, .network)
        XCTAssertTrue(details.mayHaveArrived)
        XCTAssertTrue(details.reason.contains("Content-Encoding"), details.reason)
        XCTAssertTrue("\(error!)".contains(encoding), "\(error!)")
    }

    func test_2_3_aPaymentThatIsAnsweredInGzipIsSeen() async throws {
        let done = [UInt8](Data(base64Encoded: "H4sIAAAAAAACA6tWKi5NTk4tLlayKikqTa0FAN/39mYQAAAA")!)
        let server = packed(done, "gzip")
        defer { server.stop() }
        let fastDok = try FastDok(baseUrl: server.url, ticket: "ticket-S3CRET")
        _ = try await fastDok.performAction(taskId: "t", action: .actionComplete)
        XCTAssertEqual(server.seen.count, 1)
    }

    func test_5_16_aBombIsBounded() async throws {
        let before = try residentKilobytes()
        // Also in answers that nobody wants to read to their end.
        for (encoding, status) in [
            ("gzip, gzip", "200 OK"), ("gzip", "200 OK"), ("gzip, gzip", "302 Found\r\nLocation: /a"),
        ] {
            let server = packed(bomb, encoding, status)
            defer { server.stop() }
            let fastDok = try FastDok(baseUrl: server.url, ticket: "t", timeout: 20, maxAnswerBytes: 100_000)
            for call in [
                { @Sendable in _ = try await fastDok.getBalance() },
                { @Sendable in _ = try await fastDok.performAction(taskId: "t", action: .actionPay) },
                { @Sendable in for try await _ in fastDok.tasks() {} },
            ] {
                let start = Date()
                let error = await failure { try await call() }
                XCTAssertNotNil(error)
                XCTAssertLessThan(-start.timeIntervalSinceNow, 10)
            }
        }
        // While it is unpacked, too.
        var most = 0
        for _ in 0..<20 {
            most = max(most, try residentKilobytes())
            try await Task.sleep(nanoseconds: 50_000_000)
        }
        XCTAssertLessThan(most - before, 150_000)
    }
}
