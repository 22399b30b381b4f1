import Foundation
import Nordcase
import XCTest

/// The shared vectors, as `tests/vectors/README.md` of the project describes them. `NORDCASE_VECTORS` names their folder.
struct Vectors {
    struct Case {
        let name: String
        let json: JSON
        let access: JSON?

        /// A member with its generators carried out.
        func member(_ name: String) -> JSON { (json[name] ?? .null).expanded }
        var operation: String { json["operation"]?.string ?? "" }
        var params: String { member("params").encoded }

        func accessObject() throws -> Access { try Access.fromJson(text: (access ?? .null).expanded.encoded) }
    }

    let cases: [Case]
    let named: JSON

    /// Skips the test where there are none: the package can be tested alone.
    static func load() throws -> Vectors {
        guard let path = ProcessInfo.processInfo.environment["NORDCASE_VECTORS"] else {
            throw XCTSkip("NORDCASE_VECTORS is not set")
        }
        let folder = URL(fileURLWithPath: path)
        let read = { (file: URL) in try JSONDecoder().decode(JSON.self, from: Data(contentsOf: file)) }
        let named = try read(folder.appendingPathComponent("access.json"))
        var cases: [Case] = []
        for file in try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
        where file.hasSuffix(".json") && file != "access.json" {
            for json in try read(folder.appendingPathComponent(file))["cases"]?.items ?? [] {
                let own = json["access"]
                let access = own?.string.flatMap { named[$0] } ?? own
                cases.append(Case(name: "\(file):\(json["id"]?.string ?? "?")", json: json, access: access))
            }
        }
        return Vectors(cases: cases, named: named)
    }

    /// All cases of a kind; there must be some.
    func of(_ kind: String) -> [Case] {
        let found = cases.filter { $0.json["kind"]?.string == kind }
        XCTAssertFalse(found.isEmpty, kind)
        return found
    }
}

extension JSON {
    /// A body: text, or parts.
    var body: Data {
        switch self {
        case .null: Data()
        case .text(let text): Data(text.utf8)
        default: items.reduce(into: Data()) { $0.append($1.part) }
        }
    }

    private var part: Data {
        if let text = string { return Data(text.utf8) }
        if let hex = self["hex"]?.string {
            let digits = Array(hex)
            return Data(
                stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) })
        }
        let repeated = self["repeat"]?.items ?? []
        return Data(String(repeating: repeated[0].string ?? "", count: Int(repeated[1].int ?? 0)).utf8)
    }

    var expanded: JSON {
        switch self {
        case .object(let members) where Set(members.keys) == ["repeat"]:
            .text(String(decoding: JSON.list([self]).body, as: UTF8.self))
        case .object(let members): .object(members.mapValues { $0.expanded })
        case .list(let items): .list(items.map { $0.expanded })
        default: self
        }
    }

    /// A vector's `response`, with `{number}` in its body replaced.
    func response(number: Int64? = nil) -> HttpResponse {
        var body = (self["body"] ?? .null).body
        if let number {
            body = Data(
                String(decoding: body, as: UTF8.self).replacingOccurrences(of: "{number}", with: "\(number)").utf8)
        }
        let headers = (self["headers"]?.items ?? []).map {
            Header(name: $0.items[0].string!, value: $0.items[1].string!)
        }
        return HttpResponse(status: UInt16(self["status"]?.int ?? 0), headers: headers, body: body)
    }
}
