import Foundation

/// What both clients are made of: access, sign-in and transport, and the loop of a call. It knows nothing of either API.
struct Engine: Sendable {
    /// Made anew for each call and journey, since a certificate's security header is.
    let access: @Sendable () throws(NordcaseError) -> Access
    let transport: any Transport
    let maxAnswerBytes: Int
    let session = ServiceSession()
    private let signingIn = Gate()

    init(
        transport: any Transport, maxAnswerBytes: Int, access: @escaping @Sendable () throws(NordcaseError) -> Access
    ) {
        (self.transport, self.maxAnswerBytes, self.access) = (transport, maxAnswerBytes, access)
    }

    /// The time, and fresh random bytes.
    func moment() -> ServiceMoment {
        var random = Data(count: 0)
        for _ in 0..<2 { withUnsafeBytes(of: UInt64.random(in: .min ... .max)) { random.append(contentsOf: $0) } }
        return ServiceMoment(unixMillis: transport.now().unixMillis, random: random)
    }

    /// One operation, with the sign-in that it may need.
    func call(_ operation: ServiceOperation) async throws(NordcaseError) -> ServiceAnswer {
        let (call, access) = (try ofCore { try ServiceCall(operation: operation) }, try access())
        while true {
            let request = try await signedIn(call, access)
            if let answer = try end(call, access, await send(request)) { return answer }
        }
    }

    /// A list, with the sign-in that it may need: as soon as the head of its answer is there, or whole, if it cannot be read while it arrives.
    func list(_ operation: ServiceOperation) async throws(NordcaseError) -> ListAnswer {
        let (call, access) = (try ofCore { try ServiceCall(operation: operation) }, try access())
        while true {
            let request = try await signedIn(call, access)
            let stream: HttpStream
            do throws(TransportFailure) {
                stream = try await transport.stream(request)
            } catch {
                throw failed(call, access, error)
            }
            let reading = try ofCore {
                try call.open(
                    access: access, session: session, status: stream.status, headers: stream.headers, moment: moment())
            }
            if let reading {
                return .arriving(ArrivingList(engine: self, call: call, access: access, reading: reading, stream.body))
            }
            let outcome = await outcome { () async throws(TransportFailure) in
                try await stream.collected(upTo: maxAnswerBytes)
            }
            if let answer = try end(call, access, outcome) { return .whole(answer, of: call) }
        }
    }

    /// The call's own request, after the sign-in that it may need.
    private func signedIn(_ call: ServiceCall, _ access: Access) async throws(NordcaseError) -> HttpRequest {
        while true {
            var request = try begin(call, access)
            guard call.signsIn() else { return request }
            let passed = await signingIn.enter()
            defer { if passed { signingIn.leave() } }
            // Somebody else may have signed in meanwhile.
            request = try begin(call, access)
            guard call.signsIn() else { return request }
            let outcome = passed ? await send(request) : .failed(failure: .cancelled(mayHaveArrived: false))
            // It gives no answer: the call begins again, or is refused.
            _ = try end(call, access, outcome)
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
        await outcome { () async throws(TransportFailure) in try await transport.send(request) }
    }

    private func outcome(_ answer: () async throws(TransportFailure) -> HttpResponse) async -> HttpOutcome {
        do throws(TransportFailure) {
            return .answered(response: try await answer())
        } catch {
            return .failed(failure: error)
        }
    }

    /// The error of a call whose transport failed.
    func failed(_ call: ServiceCall, _ access: Access, _ failure: TransportFailure) -> NordcaseError {
        do throws(NordcaseError) {
            _ = try end(call, access, .failed(failure: failure))
        } catch {
            return error
        }
        return .unreadable("the core took a failure for an answer")
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
