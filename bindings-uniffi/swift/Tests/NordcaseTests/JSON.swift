import Foundation
import Nordcase

/// A JSON value, to compare what the shared vectors say with what the package gives.
enum JSON: Hashable {
    case null
    case bool(Bool)
    case number(Int64)
    case text(String)
    case list([JSON])
    case object([String: JSON])

    /// An amount, equal to its text by value; and a word of an enumeration, whatever its case.
    case amount(Decimal)
    case word(String)

    subscript(name: String) -> JSON? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    var string: String? { if case .text(let text) = self { text } else { nil } }
    var int: Int64? { if case .number(let number) = self { number } else { nil } }
    var isTrue: Bool { self == .bool(true) }
    var items: [JSON] { if case .list(let items) = self { items } else { [] } }
    var members: [String: JSON] { if case .object(let members) = self { members } else { [:] } }
}

extension JSON: Codable {
    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Int64.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let items = try? value.decode([JSON].self) {
            self = .list(items)
        } else {
            self = .object(try value.decode([String: JSON].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .bool(let bool): try value.encode(bool)
        case .number(let number): try value.encode(number)
        case .text(let text), .word(let text): try value.encode(text)
        case .list(let items): try value.encode(items)
        case .object(let members): try value.encode(members)
        case .amount(let amount): try value.encode("\(amount)")
        }
    }

    var encoded: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return String(decoding: (try? encoder.encode(self)) ?? Data(), as: UTF8.self)
    }
}

// MARK: - The package's values

extension JSON {
    /// Members whose names in Swift differ from those that the core writes.
    private static let renamed = [
        "objectType": "type", "resourceUri": "resourceURI", "serviceMessage": "message",
    ]

    /// A value of the package, by reflection.
    init(_ any: Any) {
        switch any {
        case let text as String: self = .text(text)
        case let bool as Bool: self = .bool(bool)
        case let amount as Decimal: self = .amount(amount)
        case let bytes as Data: self = .list(bytes.map { .number(Int64($0)) })
        case let time as ServiceDateTime: self = .text(time.text)
        case let number as any BinaryInteger: self = .number(Int64(number))
        default: self = JSON.reflected(any)
        }
    }

    private static func reflected(_ any: Any) -> JSON {
        let mirror = Mirror(reflecting: any)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.map { JSON($0.value) } ?? .null
        case .collection: return .list(mirror.children.map { JSON($0.value) })
        case .dictionary:
            let pairs = mirror.children.map { pair in
                let both = Mirror(reflecting: pair.value).children.map { $0.value }
                return ("\(both[0])", JSON(both[1]))
            }
            return .object(Dictionary(uniqueKeysWithValues: pairs))
        case .enum:
            guard let child = mirror.children.first else { return .word("\(any)") }
            let inner = Mirror(reflecting: child.value)
            if inner.displayStyle == .tuple, let name = child.label {
                return .object(members(inner).merging(["step": .text(name)]) { mine, _ in mine })
            }
            return JSON(child.value)
        default: return .object(members(mirror))
        }
    }

    private static func members(_ mirror: Mirror) -> [String: JSON] {
        let pairs = mirror.children.map { (renamed[$0.label ?? ""] ?? $0.label ?? "", JSON($0.value)) }
        return Dictionary(pairs) { first, _ in first }
    }

    /// An error as the vectors write one.
    init(error: NordcaseError) {
        let (kind, details): (String, Any) =
            switch error {
            case .Input(_, _, _, _, let details): ("input", details)
            case .Transport(_, _, _, _, let details): ("transport", details)
            case .Parse(_, _, _, _, let details): ("parse", details)
            case .Service(_, _, _, _, let details): ("service", details)
            case .Transition(_, _, _, _, let details): ("transition", details)
            case .Journey(_, _, _, _, let details): ("journey", details)
            }
        let own: [String: JSON] = ["kind": .text(kind), "code": .text(error.code), "retry": JSON(error.retry)]
        self = .object(JSON(details).members.merging(own) { _, own in own })
    }
}

// MARK: - Comparing

extension JSON {
    /// Without the members that say nothing.
    func clean(insideOther: Bool = false) -> JSON {
        switch self {
        case .list(let items): return .list(items.map { $0.clean() })
        case .object(let members):
            let cleaned = members.map { ($0.key, $0.value.clean(insideOther: $0.key == "other")) }
            let kept = cleaned.filter { name, value in
                insideOther || value != .null && !(["extra", "other"].contains(name) && value == .object([:]))
            }
            return .object(Dictionary(uniqueKeysWithValues: kept))
        default: return self
        }
    }

    /// Whether a value of the package says what a vector says.
    func says(_ expected: JSON) -> Bool {
        switch (self, expected) {
        case (.amount(let found), .text(let text)): return Decimal(string: text) == found
        case (.word(let found), .text(let text)): return found.bare == text.bare
        case (.list(let found), .list(let wanted)):
            return found.count == wanted.count && zip(found, wanted).allSatisfy { $0.says($1) }
        case (.object(let found), .object(let wanted)):
            return found.count == wanted.count && wanted.allSatisfy { found[$0.key]?.says($0.value) ?? false }
        default: return self == expected
        }
    }

    /// Whether an error has the members that a vector lists; a listed `null` must be missing.
    func lists(_ expected: JSON) -> Bool {
        expected.members.allSatisfy { name, wanted in
            (self[name] ?? .null).clean().says(name == "fault" ? wanted.clean() : wanted)
        }
    }
}

extension String {
    fileprivate var bare: String { replacingOccurrences(of: "_", with: "").lowercased() }
}
