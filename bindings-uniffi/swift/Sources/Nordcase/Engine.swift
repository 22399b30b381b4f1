import Foundation

/// What both clients are made of: access, session and transport, and the loop of a call. It knows nothing of either API.
struct Engine: Sendable {
    /// Made anew for each call and journey, since a certificate's security header is.
    let access: @Sendable () throws(NordcaseError) -> Access
    let transport: any Transport
    let maxAnswerBytes: Int
    /// The settle bound of its journeys, in milliseconds; the core's if none.
    let settleMillis: UInt64?
    /// What its journeys claim their cases in, unless they are kept in a journal.
    let claims: any Claims
    /// What its journeys have claimed, wherever else they claim.
    let ownClaims = ClaimsInMemory()
    let session = ServiceSession()
    let gate = Gate()

    init(
        transport: any Transport, maxAnswerBytes: Int, settle: Duration?, claims: (any Claims)?,
        access: @escaping @Sendable () throws(NordcaseError) -> Access
    ) {
        (self.transport, self.maxAnswerBytes, self.access) = (transport, maxAnswerBytes, access)
        settleMillis = settle.map {
            UInt64(clamping: $0.components.seconds * 1000 + $0.components.attoseconds / 1_000_000_000_000_000)
        }
        self.claims = claims ?? ClaimsInMemory()
    }

    /// The time, fresh random bytes, and whether the gate is held.
    func moment(past pass: Pass? = nil) -> ServiceMoment {
        var random = Data(count: 0)
        for _ in 0..<2 { withUnsafeBytes(of: UInt64.random(in: .min ... .max)) { random.append(contentsOf: $0) } }
        return ServiceMoment(unixMillis: transport.now().unixMillis, random: random, gate: pass != nil)
    }

    /// One operation, with the sign-in that it may need.
    func call(_ operation: ServiceOperation) async throws(NordcaseError) -> ServiceAnswer {
        let (call, access) = (try ofCore { try ServiceCall(operation: operation) }, try access())
        while true {
            let (request, pass) = try await begin(call, access)
            defer { pass?.leave() }
            if let answer = try await end(call, access, await send(request), pass) { return answer }
        }
    }

    /// One operation, and its answer by its own type.
    func answer<Answer>(
        _ operation: ServiceOperation, _ read: (ServiceAnswer) -> Answer?
    ) async throws(NordcaseError) -> Answer {
        guard let answer = read(try await call(operation)) else { throw .wrongAnswer }
        return answer
    }

    /// A list, with the sign-in that it may need: as soon as the head of its answer is there, or whole, if it cannot be read while it arrives.
    func list(_ operation: ServiceOperation) async throws(NordcaseError) -> ListAnswer {
        try await list(try ofCore { try ServiceCall(operation: operation) }, try access())
    }

    /// A list that was asked for before, and is to be once more.
    func list(_ call: ServiceCall, _ access: Access) async throws(NordcaseError) -> ListAnswer {
        while true {
            let (request, pass) = try await begin(call, access)
            var isRead = false
            defer { if !isRead { pass?.leave() } }
            let stream: HttpStream
            do throws(TransportFailure) {
                stream = try await transport.stream(request)
            } catch {
                _ = try await end(call, access, .failed(failure: error), pass)
                continue
            }
            let reading = try ofCore {
                try call.open(
                    access: access, session: session, status: stream.status, headers: stream.headers, moment: moment())
            }
            if let reading {
                isRead = true
                return .arriving(
                    ArrivingList(engine: self, call: call, access: access, reading: reading, stream.body, pass))
            }
            let outcome = await outcome { () async throws(TransportFailure) in
                try await stream.collected(upTo: maxAnswerBytes)
            }
            if let answer = try await end(call, access, outcome, pass) { return .whole(answer, of: call) }
        }
    }

    /// What to send now, and the pass to be kept until its outcome is known.
    private func begin(_ call: ServiceCall, _ access: Access) async throws(NordcaseError) -> (HttpRequest, Pass?) {
        var pass: Pass?
        while true {
            let begun = try ofCore { try call.begin(access: access, session: session, moment: moment(past: pass)) }
            switch begun {
            case .gate:
                pass = await gate.enter()
                guard pass != nil else { throw .cancelled(call, .cancelled(mayHaveArrived: false)) }
            case .send(let request, let gated):
                if !gated { pass?.leave() }
                return (request, gated ? pass : nil)
            }
        }
    }

    /// The answer; nothing if the call is to begin again, after a pause if need be.
    func end(
        _ call: ServiceCall, _ access: Access, _ outcome: HttpOutcome, _ pass: Pass?
    ) async throws(NordcaseError) -> ServiceAnswer? {
        // One under the gate that was given up by its caller may have been refused, and counts as sent. What comes of that is nobody's any more.
        if pass != nil, case .failed(let failure) = outcome, failure.failure == .cancelled {
            _ = try? call.end(access: access, session: session, outcome: outcome, moment: moment())
            throw .cancelled(call, failure)
        }
        switch try ofCore({ try call.end(access: access, session: session, outcome: outcome, moment: moment()) }) {
        case .answered(let answer): return answer
        case .again(let waitMillis):
            pass?.leave()
            if waitMillis > 0 { await transport.pause(milliseconds: waitMillis) }
            return nil
        }
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
}

/// What the native library gives or throws, in this package's words. It throws nothing but `NordcaseError`, but its Swift declarations do not say so.
func ofCore<Value>(_ body: () throws -> Value) throws(NordcaseError) -> Value {
    do {
        return try body()
    } catch let error as NordcaseError {
        throw error.named
    } catch {
        throw .unreadable("\(error)")
    }
}

extension NordcaseError {
    /// What this package cannot read of its own library.
    static func unreadable(_ reason: String) -> NordcaseError {
        .Parse(
            code: "parse.missing", retry: .verifyFirst,
            explanation: "This release cannot read a value of its own core.",
            whatToDo: "Report it as a fault of the library.",
            details: ParseDetails(place: "", reason: reason, excerpt: "", status: 0))
    }

    /// The caller has given a call up.
    static func cancelled(_ call: ServiceCall, _ failure: TransportFailure) -> NordcaseError {
        let name = call.operationName()
        let changes = nordcaseOperations().first { $0.name == name }?.changes ?? true
        return cancelled(failure.mayHaveArrived && changes ? .verifyFirst : .safe, whatToDo: nil, failure)
    }

    /// - Parameter whatToDo: Nothing for the core's words.
    static func cancelled(_ retry: RetryAdvice, whatToDo: String?, _ failure: TransportFailure) -> NordcaseError {
        let code = "transport.cancelled"
        let row = nordcaseErrorCodes().first { $0.code == code }
        return .Transport(
            code: code, retry: retry, explanation: row?.explanation ?? "", whatToDo: whatToDo ?? row?.whatToDo ?? "",
            details: failure)
    }
}

extension Date {
    var unixMillis: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }
}
