import Foundation

/// Both services in memory: to try things, to test your own code, to show it, without a network.
///
/// ```swift
/// let sandbox = Sandbox()
/// let agency = try sandbox.caseAgency()
/// let receipt = try await agency.createCase(service: ServiceEdition("2681", 1), reportee: "910453092")
/// ```
///
/// It has the standard data (`docs/sandbox.md` of the project lists companies, users, forms, services and editions), a fault plan, a ledger, and a
/// clock that stands still until it is moved: a time-out takes no time; a slow answer and a pause of a journey move the clock.
/// The same seed and the same requests at the same times give the same answers.
public final class Sandbox: Transport {
    /// The public API key of the standard data.
    public static let apiKey = "7b1f6a52-0c3e-4f8b-9d21-5a60c1e2d3f4"

    /// The users of the standard data and their public passwords.
    public static let users = [
        "asa.oberg@bjorken.example": "Björk&Löv+2026",
        "nils.ek@bjorken.example": "Ek-och-Alm-7",
        "revisor@bjorken.example": "Bara-Läsa-1",
        "eva@angstrom.example": "Våglängd-550",
        "per@tommakassan.example": "Tre-Kronor-3",
    ]

    /// The agency systems of the standard data and their public passwords.
    public static let systems = ["SKDEN": "sandkasse-2681", "TDIREN": "sandkasse-4500"]

    private static let host = "https://sandbox.example"

    /// What goes wrong with a call. The last five are applied at the service.
    public enum Fault: String, Sendable, CaseIterable {
        /// A connection that closes without a byte of answer, before the service did anything.
        case neverArrives = "never_arrives"
        /// HTTP 500 with an HTML page.
        case error500
        /// HTTP 503 with a load balancer's HTML page.
        case htmlPage = "html_page"
        /// FastDok: HTTP 401 for this and every other ticket given out so far.
        case staleTicket = "stale_ticket"
        /// What a locked account gets.
        case lockedAccount = "locked_account"
        /// The same as ``neverArrives`` to the client, but applied.
        case answerLost = "answer_lost"
        /// HTTP 500 with an HTML page, but applied.
        case error500Applied = "error500_applied"
        /// HTTP 503 with an HTML page, but applied.
        case htmlPageApplied = "html_page_applied"
        /// Half of the answer, then a broken connection.
        case cutBody = "cut_body"
        /// The answer, later.
        case slow
    }

    /// One entry of the ledger.
    public struct LedgerEntry: Sendable, Hashable {
        /// Counts from 1.
        public let number: Int
        /// When, by the sandbox's clock.
        public let at: Date
        /// `debited`, `case_started`, `case_archived`, `case_created`, `event_registered`, `notice_set`, …
        public let what: String
        /// Its other members, as text: `amount`, `balance_after`, `case`, …
        public let members: [String: String]
    }

    private let services: SandboxServices
    private let clock: Locked<Date>
    private let timeout: TimeInterval

    /// The standard data.
    ///
    /// - Parameters:
    ///   - seed: Of ids and tickets.
    ///   - now: Where the clock stands.
    ///   - timeout: After how many seconds its clients give up.
    public init(seed: UInt64 = 1, now: Date = Date(timeIntervalSince1970: 1_772_359_200), timeout: TimeInterval = 120) {
        services = SandboxServices(seed: seed)
        clock = Locked(now)
        self.timeout = timeout
    }

    /// A client of the sandbox's FastDok.
    public func fastDok(
        user: String = "asa.oberg@bjorken.example", password: String? = nil
    ) throws(NordcaseError) -> FastDok {
        try FastDok(
            baseUrl: "\(Self.host)/API/v1.0", apiKey: Self.apiKey, username: user,
            password: password ?? Self.users[user] ?? "", transport: self)
    }

    /// A client of the sandbox's CaseAgencySystem.
    public func caseAgency(
        systemUser: String = "SKDEN", password: String? = nil, binding: AltinnBinding = .basic
    ) throws(NordcaseError) -> CaseAgency {
        try CaseAgency(
            baseUrl: Self.host, systemUser: systemUser, password: password ?? Self.systems[systemUser] ?? "",
            binding: binding, transport: self)
    }

    /// Moves the clock.
    public func advance(seconds: TimeInterval) {
        clock.withLock { $0 += seconds }
    }

    /// Orders that a call of an operation goes wrong.
    ///
    /// - Parameters:
    ///   - fault: What goes wrong.
    ///   - operation: The operation, as `fastdok.perform_action`; `*` for any.
    ///   - nth: Which call, counted from now on; the next one is 1.
    ///   - milliseconds: How slow ``Fault/slow`` is.
    public func add(
        _ fault: Fault, to operation: String, nth: Int = 1, milliseconds: Int? = nil
    ) throws(SandboxError) {
        let slow = milliseconds.map { ",\"ms\":\($0)" } ?? ""
        let name = operation.filter { $0.isLetter || $0 == "." || $0 == "_" || $0 == "*" }
        _ = try control(
            "{\"command\":\"add_fault\",\"operation\":\"\(name)\",\"nth\":\(nth),\"fault\":\"\(fault.rawValue)\"\(slow)}"
        )
    }

    /// Carries out a control command, which is JSON, as `{"command":"sign_everybody_out"}`; its answer is JSON too.
    @discardableResult
    public func control(_ command: String) throws(SandboxError) -> String {
        do {
            return try services.control(command: command, unixMillis: now().unixMillis)
        } catch let error as SandboxError {
            throw error
        } catch {
            throw .Refused(code: "not_possible", reason: "\(error)")
        }
    }

    /// Every sign-in, debit and change of state, in order.
    public var ledger: [LedgerEntry] {
        let text = (try? control("{\"command\":\"ledger\"}")) ?? "[]"
        let entries = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
        return (entries ?? []).map { entry in
            LedgerEntry(
                number: entry["number"] as? Int ?? 0,
                at: Date(timeIntervalSince1970: (entry["at"] as? Double ?? 0) / 1000),
                what: entry["what"] as? String ?? "",
                members: entry.filter { !["number", "at", "what"].contains($0.key) }.mapValues { "\($0)" })
        }
    }

    /// The ledger's debits: a test can say *paid once*.
    public var debits: [LedgerEntry] { ledger.filter { $0.what == "debited" } }

    /// Handles a request, as the fault plan has it.
    public func send(_ request: HttpRequest) async throws(TransportFailure) -> HttpResponse {
        try await stream(request).collected(upTo: .max)
    }

    /// The same, in pieces of 4 kB.
    public func stream(_ request: HttpRequest) async throws(TransportFailure) -> HttpStream {
        guard !Task.isCancelled else { throw .cancelled(mayHaveArrived: false) }
        let reply = services.handle(request: request, unixMillis: now().unixMillis)
        let seconds = TimeInterval(reply.delayMillis) / 1000
        guard let response = reply.response, seconds <= timeout else {
            advance(seconds: timeout)
            throw TransportFailure(failure: .timeout, mayHaveArrived: true, reason: "no answer in \(timeout) s")
        }
        advance(seconds: seconds)
        let rest = Locked(response.body.prefix(Int(clamping: reply.cutAfter ?? .max)))
        let body = HttpBody { () async throws(TransportFailure) in
            guard !Task.isCancelled else { throw .cancelled(mayHaveArrived: true) }
            let piece = rest.withLock { rest in
                defer { rest = rest.dropFirst(4096) }
                return Data(rest.prefix(4096))
            }
            guard piece.isEmpty else { return piece }
            guard reply.cutAfter == nil else {
                throw TransportFailure(
                    failure: .network, mayHaveArrived: true, reason: "the connection broke in the middle of the answer")
            }
            return nil
        }
        return HttpStream(status: response.status, headers: response.headers, body: body)
    }

    /// The sandbox's clock.
    public func now() -> Date { clock.withLock { $0 } }

    /// Moves the clock instead of waiting.
    public func pause(milliseconds: UInt64) async {
        advance(seconds: TimeInterval(milliseconds) / 1000)
    }
}
