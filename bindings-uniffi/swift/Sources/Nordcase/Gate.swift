import Foundation

/// Lets one task pass at a time, in the order they came: so that many calls of one client sign in once, and send a wrong password once.
final class Gate: Sendable {
    private struct State {
        var taken = false
        var waiting: [(id: UInt64, task: CheckedContinuation<Bool, Never>)] = []
        var last: UInt64 = 0
        /// Those that were cancelled before they came to wait.
        var cancelled: Set<UInt64> = []
    }

    private let state = Locked(State())

    /// Waits to pass. `nil`: the task was cancelled meanwhile; it has not passed.
    func enter() async -> Pass? {
        let id = state.withLock { state in
            state.last += 1
            return state.last
        }
        let passed = await withTaskCancellationHandler {
            await withCheckedContinuation { task in
                let passes = state.withLock { state -> Bool? in
                    if state.cancelled.contains(id) { return false }
                    if !state.taken {
                        state.taken = true
                        return true
                    }
                    state.waiting.append((id, task))
                    return nil
                }
                if let passes { task.resume(returning: passes) }
            }
        } onCancel: {
            let task = state.withLock { state in
                guard let place = state.waiting.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil as CheckedContinuation<Bool, Never>?
                }
                return state.waiting.remove(at: place).task
            }
            task?.resume(returning: false)
        }
        state.withLock { _ = $0.cancelled.remove(id) }
        return passed ? Pass(self) : nil
    }

    /// Lets the next one pass.
    fileprivate func leave() {
        let next = state.withLock { state in
            if state.waiting.isEmpty {
                state.taken = false
                return nil as CheckedContinuation<Bool, Never>?
            }
            return state.waiting.removeFirst().task
        }
        next?.resume(returning: true)
    }
}

/// Somebody is past the gate, until this is given back or let go.
final class Pass: Sendable {
    private let gate: Locked<Gate?>

    fileprivate init(_ gate: Gate) {
        self.gate = Locked(gate)
    }

    deinit {
        leave()
    }

    /// Gives it back.
    func leave() {
        let gate = gate.withLock { gate in
            defer { gate = nil }
            return gate
        }
        gate?.leave()
    }
}
