// Altinn: creates a case exactly once, puts a notice on it, sends an event, and lists what runs.
//
// `swift run altinn` uses the services in memory; NORDCASE_SANDBOX=http://127.0.0.1:8080 a running sandbox.

import Foundation
import Nordcase

let agency: CaseAgency
if let url = ProcessInfo.processInfo.environment["NORDCASE_SANDBOX"] {
    // The sandbox's public test system. The real one belongs into your program's configuration.
    agency = try CaseAgency(baseUrl: url, systemUser: "SKDEN", password: Sandbox.systems["SKDEN"]!, binding: .ws)
} else {
    agency = try Sandbox().caseAgency(binding: .ws)
}
let konkursbo = ServiceEdition("2681", 1)

// What this program has under way survives it. A real program keeps one folder.
let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nordcase-\(UUID().uuidString)")

do throws(NordcaseError) {
    let journal = try Journal(folder: folder)
    for (key, outcome) in try await agency.resumeAll(journal) { print("\(key): \(outcome)") }

    try await agency.test()

    // The service has no key against doubles, so the journey lists before and, if no answer comes, after.
    let created = try await agency.createCase(
        service: konkursbo, reportee: "910453092", due: "2027-03-01", save: journal.entry("estate 17"))
    print("Case \(created.caseId) is created (\(created.sure))")

    let placed = try await agency.placeNotice(
        "12", on: .onCase(created.caseId), tokens: ["frist": "1. mars", "navn": "Åsa"])
    print("A notice is on it, as known by \(placed.seen)")

    let sent = try await agency.sendEvent("DeadlineExpired", to: .toCase(created.caseId))
    for move in sent.cases { print("The event: \(move.from ?? "?") to \(move.to ?? "?")") }

    for found in try await agency.cases(service: konkursbo, language: .english) {
        print(found.caseId, found.currentStateFriendlyName ?? "-", found.dueDate?.text ?? "-")
    }

    // What the service refuses has a code, a meaning and an advice.
    do throws(NordcaseError) {
        _ = try await agency.caseWith(id: 1002)
    } catch {
        print("Refused: \(error)")
    }
} catch {
    print(error)
    exit(1)
}
try? FileManager.default.removeItem(at: folder)
