/// Which journey has taken which case for its own, so that two of them never take the same.
///
/// A journey that starts or creates a case claims it. A client keeps the claims of its journeys in memory; a ``Journal`` keeps those of the journeys that are
/// stored in it. Bring your own, as a table with a unique key, where several programs start cases of the same contents.
public protocol Claims: Sendable {
    /// Which of these cases are free: nobody has claimed them, or this same owner has.
    ///
    /// - Parameters:
    ///   - owner: Names the journey, also when it is resumed.
    ///   - caseIds: The cases, the best first.
    ///   - take: The first free one becomes the owner's, all at once, and is the only answer. Otherwise nothing is noted.
    /// - Returns: The free ones, in order.
    func claim(owner: String, caseIds: [String], take: Bool) async throws -> [String]
}

/// The claims of one client.
final class ClaimsInMemory: Claims {
    private let owners = Locked<[String: String]>([:])

    func claim(owner: String, caseIds: [String], take: Bool) async throws -> [String] {
        claimNow(owner, caseIds, take: take)
    }

    func claimNow(_ owner: String, _ caseIds: [String], take: Bool) -> [String] {
        owners.withLock { owners in
            let free = caseIds.filter { owners[$0] == nil || owners[$0] == owner }
            guard take else { return free }
            if let first = free.first { owners[first] = owner }
            return Array(free.prefix(1))
        }
    }
}
