import Foundation

/// What both clients are made of: access, sign-in and transport, and the loop of a call. It knows nothing of either API.
struct Engine: Sendable {
    /// Made anew for each call and journey, since a certificate's security header is.
    let access: @Sendable () throws(NordcaseError) -> Access
    let transport: any Transport
    let session = ServiceSession()
    private let signingIn = Gate()

    init(transport: any Transport, access: @escaping @Sendable () throws(NordcaseError) -> Access) {
        self.transport = transport
        self.access = access
    }

    /// The time, and fresh random bytes.
    func moment() -> ServiceMoment {
        var random = Data(count: 0)
        for _ in 0..<2 { withUnsafeBytes(of: UInt64.random(in: .min ... .max)) { random.append(contentsOf: $0) } }
        return ServiceMoment(unixMillis: transport.now().unixMillis, random: random)
    }

    /// One operation, with the sign-in that it may need.
    func call(_ operation: ServiceOperation) async throws(NordcaseError) -> ServiceAnswer {
        try await call(ofCore { try ServiceCall(operation: operation) })
    }

    func call(_ call: ServiceCall) async throws(NordcaseError) -> ServiceAnswer {
        let access = try access()
        while true {
            var request = try begin(call, access)
            if call.signsIn() {
                let passed = await signingIn.enter()
                defer { if passed { signingIn.leave() } }
                // Somebody else may have signed in meanwhile.
                request = try begin(call, access)
                if call.signsIn() {
                    let outcome = passed ? await send(request) : .failed(failure: .cancelled(mayHaveArrived: false))
                    if let answer = try end(call, access, outcome) { return answer }
                    continue
                }
            }
            if let answer = try end(call, access, await send(request)) { return answer }
        }
    }

    private func begin(_ call: ServiceCall, _ access: Access) throws(NordcaseError) -> HttpRequest {
        try ofCore { try call.begin(access: access, session: session, moment: moment()) }
    }

    private func end(
        _ call: ServiceCall, _ access: Access, _ outcome: HttpOutcome
    ) throws(NordcaseError) -> ServiceAnswer? {
        try ofCore { try call.end(access: access, session: session, outcome: outcome, moment: moment()) }
    }

    func send(_ request: HttpRequest) async -> HttpOutcome {
        do throws(TransportFailure) {
            return .answered(response: try await transport.send(request))
        } catch {
            return .failed(failure: error)
        }
    }

    /// A journey at its start.
    func begin(_ journey: Journey) throws(NordcaseError) -> String {
        try ofCore { try journeyBegin(journey: journey, seed: .random(in: .min ... .max)) }
    }
}

/// What the native library gives or throws. It throws nothing but `NordcaseError`, but its Swift declarations do not say so.
func ofCore<Value>(_ body: () throws -> Value) throws(NordcaseError) -> Value {
    do {
        return try body()
    } catch let error as NordcaseError {
        throw error
    } catch {
        throw .unreadable("\(error)")
    }
}

extension NordcaseError {
    /// What this package cannot read of its own library.
    static func unreadable(_ reason: String) -> NordcaseError {
        .Parse(
            code: "parse.missing", retry: .afterALook,
            explanation: "This release cannot read a value of its own core.",
            whatToDo: "Report it as a fault of the library.",
            details: ParseDetails(place: "", reason: reason, excerpt: "", status: 0))
    }
}

extension Date {
    var unixMillis: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }
}

extension Engine {
    /// One operation, and its answer by its own type.
    func answer<Answer>(
        _ operation: ServiceOperation, _ read: (ServiceAnswer) -> Answer?
    ) async throws(NordcaseError) -> Answer {
        guard let answer = read(try await call(operation)) else { throw .wrongAnswer }
        return answer
    }
}
