// FastDok: starts a case, pays it once, shows its PDF, completes and archives it.
//
// `swift run fastdok` uses the services in memory; NORDCASE_SANDBOX=http://127.0.0.1:8080 a running sandbox.

import Foundation
import Nordcase

let fastDok: FastDok
if let url = ProcessInfo.processInfo.environment["NORDCASE_SANDBOX"] {
    // The sandbox's public test user. The real ones belong into your program's configuration.
    let user = "asa.oberg@bjorken.example"
    fastDok = try FastDok(
        baseUrl: "\(url)/API/v1.0", apiKey: Sandbox.apiKey, username: user, password: Sandbox.users[user])
} else {
    fastDok = try Sandbox().fastDok()
}

// What this program has under way survives it. A real program keeps one folder.
let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nordcase-\(UUID().uuidString)")

do throws(NordcaseError) {
    let journal = try Journal(folder: folder)
    // Begins with what the last run left: nothing, in a new folder. It asks as below.
    for (key, outcome) in try await fastDok.resumeAll(journal, approve: { ($0.balance ?? 0) > 0 }) {
        print("\(key): \(outcome)")
    }

    // One call: typed parameters, a typed answer. The client signs in by itself.
    let balance = try await fastDok.getBalance().balance
    print("The company has \(balance) SEK")

    // Jobs of several calls are journeys: whatever gets lost on the way, the case is started once and paid once.
    let entries = [
        ObjectEntry(
            typeNamespace: "Hyresvard", properties: [EntryProperty(name: "Namn", value: "Bostads AB Björken")]),
        ObjectEntry(typeNamespace: "Kund", properties: [EntryProperty(name: "Namn", value: "Åsa Öberg & Söner")]),
        ObjectEntry(typeNamespace: "Huvudkontrakt", templateId: "12B.2"),
    ]
    let started = try await fastDok.startCase(entries: entries, save: journal.entry("contract 17: start"))
    print("Case \(started.caseId) is started")
    for try await object in fastDok.instanceObjects(instanceId: started.caseId) where object.templateId != nil {
        let draft = try await fastDok.getObjectPdf(objectId: object.id)
        print("The draft's PDF has \(draft.bytes.count) bytes")
    }

    // Says yes to a payment that leaves something. A real program asks its user.
    let approve: Approve = { question in
        let enough = (question.balance ?? 0) > 0
        print("Pay from \(question.balance ?? 0) SEK? \(enough ? "Yes" : "No")")
        return enough
    }
    let paying = try fastDok.payingCase(
        caseId: started.caseId, approve: approve, save: journal.entry("contract 17: pay"))
    for try await event in paying {
        switch event {
        case .sending(_, let label, let changes): print(changes ? "  \(label) (changes the case)" : "  \(label)")
        case .waiting(let milliseconds, let reason): print("  waits \(milliseconds) ms: \(reason)")
        case .done(let receipt): print("It is \(receipt.outcome), as known by \(receipt.seen)")
        }
    }

    // Archived cases can never be changed again.
    let completed = try await fastDok.completeCase(
        caseId: started.caseId, save: journal.entry("contract 17: complete"))
    let left = try await fastDok.getBalance().balance
    print("Case \(completed.caseId) is archived; the company has \(left) SEK left")
} catch {
    print(error)
    exit(1)
}
try? FileManager.default.removeItem(at: folder)
