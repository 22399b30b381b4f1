// The package against what people use instead, on the bytes that `cargo xtask bench` gives to all languages, which also says where they are:
// `cargo xtask bench swift`.
//
// Ours is a whole call through the client, with a transport that only gives the answer back; the memory row alone goes over HTTP.
import Foundation
import Nordcase

/// A transport that has the answer already.
struct Fixed: Transport {
    let answer: HttpResponse

    init(_ body: Data, _ contentType: String) {
        answer = HttpResponse(status: 200, headers: [Header(name: "Content-Type", value: contentType)], body: body)
    }

    func send(_: HttpRequest) async throws(TransportFailure) -> HttpResponse { answer }
}

struct Wrong: Error {
    let what: String
}

let service = ServiceEdition("2681", 1)
let environment = ProcessInfo.processInfo.environment

func smallCalls() async throws {
    let access = try Access.fastdok(baseUrl: "https://fastdok.example", ticket: "t")
    let balance = Fixed(Data("{\"Balance\":2000.00}".utf8), "application/json")
    let fastDok = try FastDok(baseUrl: "https://fastdok.example", ticket: "t", transport: balance)
    let found = try await medians(
        rounds: 21,
        [
            Job(times: 2000) {
                _ = try nordcaseEncode(name: "fastdok.get_task", params: "{\"taskId\":\"t1\"}", access: access)
            },
            Job(times: 2000) { _ = try await fastDok.getBalance() },
        ])
    try Row(bench: "a request through the native library", unit: "us", ours: found[0] * 1e6, goal: "-", met: true)
        .print()
    try Row(bench: "a small call, network apart", unit: "us", ours: found[1] * 1e6, goal: "-", met: true).print()
}

func manyCases() async throws {
    guard let folder = environment["NORDCASE_BENCH_INPUTS"] else { throw Wrong(what: "no NORDCASE_BENCH_INPUTS") }
    let body = try Data(contentsOf: URL(fileURLWithPath: folder).appendingPathComponent("cases-10000.xml"))
    let agency = try CaseAgency(
        baseUrl: "https://altinn.example", systemUser: "SKDEN", password: "p",
        transport: Fixed(body, "text/xml; charset=utf-8"))
    let (ours, byHand) = (try await agency.cases(service: service), CaseListByHand.read(body))
    let alike = ours.map {
        CaseByHand(
            caseId: $0.caseId, caseName: $0.caseName, currentStateFriendlyName: $0.currentStateFriendlyName,
            currentStateId: $0.currentStateId, currentStateName: $0.currentStateName, dueDate: $0.dueDate?.text,
            isArchived: $0.isArchived, noticeTemplateId: $0.noticeTemplateId, visibleDateTime: $0.visibleDateTime?.text)
    }
    guard ours.count == 10_000, alike == byHand else { throw Wrong(what: "the two do not read the same") }
    let found = try await medians(
        rounds: 9,
        [
            Job(times: 3) { _ = try await agency.cases(service: service) },
            Job(times: 1) { _ = CaseListByHand.read(body) },
        ])
    let size = String(format: "%.1f", Double(body.count) / 1e6)
    try Row(
        bench: "GetCaseList, 10,000 cases, \(size) MB", unit: "ms", ours: found[0] * 1e3, peer: "XMLParser",
        theirs: found[1] * 1e3, goal: "-", met: true
    ).print()
}

/// In a process of its own: the peak of this one was reached long ago.
func memory() throws {
    let child = Process()
    child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    child.arguments = ["stream"]
    try child.run()
    child.waitUntilExit()
    guard child.terminationStatus == 0 else { throw Wrong(what: "the million cases") }
}

func stream() async throws {
    guard let url = environment["NORDCASE_BENCH_STREAM"] else { throw Wrong(what: "no NORDCASE_BENCH_STREAM") }
    let agency = try CaseAgency(
        baseUrl: url, systemUser: "SKDEN", password: "p", timeout: 600, maxAnswerBytes: 1 << 40, allowInsecure: true)
    // What is loaded for the first call is the runtime's own.
    for try await _ in agency.eachCase(service: service) { break }
    let before = try peakMegabytes()
    var count = 0
    for try await _ in agency.eachCase(service: service) { count += 1 }
    guard count == 1_000_000 else { throw Wrong(what: "\(count) cases") }
    let grown = try peakMegabytes() - before
    try Row(
        bench: "a million cases over HTTP, growth of the peak", unit: "MB", ours: grown, goal: "64 MB", met: grown < 64
    ).print()
}

if CommandLine.arguments.contains("stream") {
    try await stream()
} else {
    try await smallCalls()
    try await manyCases()
    try memory()
}
