// Starts and pays cases with a journal, and carries on what the last one had under way when it was killed: `journal-program SANDBOX FOLDER JOBS`.

import Foundation
import Nordcase

let arguments = CommandLine.arguments
let (url, folder, jobs) = (arguments[1], URL(fileURLWithPath: arguments[2]), Int(arguments[3])!)
// By its id, as the service lists it: then a case can be told by it.
let template = "0b6f1c5e-6a0d-4c1b-9f3a-12b200000001"
let user = "asa.oberg@bjorken.example"

do {
    let fastDok = try FastDok(
        baseUrl: "\(url)/API/v1.0", apiKey: Sandbox.apiKey, username: user, password: Sandbox.users[user],
        settle: .seconds(2))
    let journal = try Journal(folder: folder)
    for (_, outcome) in try await fastDok.resumeAll(journal, approve: { _ in true }) { _ = try outcome.get() }
    let ended = try journal.ended().reduce(into: [:]) { $0[$1.key] = try? $1.journey.get() }
    for job in 0..<jobs {
        let (start, pay) = ("start \(job)", "pay \(job)")
        let started: StartReceipt
        if let kept = ended[start] {
            started = try await fastDok.resume(.startCase, kept.stored)
        } else {
            let name = EntryProperty(name: "Namn", value: "Kund \(job)")
            started = try await fastDok.startCase(
                entries: [
                    ObjectEntry(typeNamespace: "Kund", properties: [name]),
                    ObjectEntry(typeNamespace: "Blankett", templateId: template),
                ], save: journal.entry(start))
        }
        if ended[pay] == nil {
            _ = try await fastDok.payCase(caseId: started.caseId, approve: { _ in true }, save: journal.entry(pay))
        }
    }
} catch {
    print(error)
    exit(1)
}
