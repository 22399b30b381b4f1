import Foundation

/// One measurement, and a comparison where there is a peer, as `cargo xtask bench` reads it.
struct Row: Encodable {
    let bench: String
    let unit: String
    let ours: Double
    var peer: String?
    var theirs: Double?
    let goal: String
    let met: Bool

    private enum Key: String, CodingKey {
        case bench, unit, ours, peer, theirs, ratio, goal, met
    }

    /// With `null` for what there is not.
    func encode(to encoder: any Encoder) throws {
        var row = encoder.container(keyedBy: Key.self)
        try row.encode(bench, forKey: .bench)
        try row.encode(unit, forKey: .unit)
        try row.encode(ours, forKey: .ours)
        try row.encode(peer, forKey: .peer)
        try row.encode(theirs, forKey: .theirs)
        // Above 1 ours is better.
        try row.encode(theirs.map { $0 / ours }, forKey: .ratio)
        try row.encode(goal, forKey: .goal)
        try row.encode(met, forKey: .met)
    }

    func print() throws {
        Swift.print(String(decoding: try JSONEncoder().encode(self), as: UTF8.self))
        // The rows of a child come after these.
        fflush(nil)
    }
}

/// The processor time of this process, in seconds: a machine that is busy with other things does not count.
private func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Something to be measured, so many times in a row.
struct Job {
    let times: Int
    let run: () async throws -> Void
}

/// The medians of the seconds that the jobs take, measured in turns, after one turn that does not count.
func medians(rounds: Int, _ jobs: [Job]) async throws -> [Double] {
    var found = jobs.map { _ in [Double]() }
    for round in 0...rounds {
        for (place, job) in jobs.enumerated() {
            let start = processorTime()
            for _ in 0..<job.times { try await job.run() }
            if round > 0 { found[place].append((processorTime() - start) / Double(job.times)) }
        }
    }
    return found.map { $0.sorted()[$0.count / 2] }
}

/// The largest resident set that this process has had, in MB.
func peakMegabytes() throws -> Double {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return (Double(line.filter(\.isNumber)) ?? 0) / 1024
}
