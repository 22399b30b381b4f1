import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What somebody would write who reads the answer with Foundation's `XMLParser`: the same fields, of the same types.
struct CaseByHand: Equatable {
    var caseId: Int32 = 0
    var caseName: String?
    var currentStateFriendlyName: String?
    var currentStateId: Int32?
    var currentStateName: String?
    var dueDate: String?
    var isArchived: Bool?
    var noticeTemplateId: String?
    var visibleDateTime: String?
}

/// Reads an answer to GetCaseList.
final class CaseListByHand: NSObject, XMLParserDelegate {
    private static let namespace = "http://schemas.altinn.no/services/ServiceEngine/Case/2010/10"
    private var cases: [CaseByHand] = []
    private var open = CaseByHand()
    private var text = ""

    static func read(_ body: Data) -> [CaseByHand] {
        let (parser, reader) = (XMLParser(data: body), CaseListByHand())
        parser.shouldProcessNamespaces = true
        parser.delegate = reader
        return parser.parse() ? reader.cases : []
    }

    func parser(
        _: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName _: String?,
        attributes _: [String: String]
    ) {
        text = ""
        if name == "ExternalCaseBE" && namespaceURI == Self.namespace { open = CaseByHand() }
    }

    func parser(_: XMLParser, foundCharacters string: String) {
        text += string
    }

    func parser(_: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName _: String?) {
        guard namespaceURI == Self.namespace else { return }
        let value = text.isEmpty ? nil : text
        switch name {
        case "CaseID": open.caseId = Int32(text) ?? 0
        case "CaseName": open.caseName = value
        case "CurrentStateFriendlyName": open.currentStateFriendlyName = value
        case "CurrentStateID": open.currentStateId = value.flatMap { Int32($0) }
        case "CurrentStateName": open.currentStateName = value
        case "DueDate": open.dueDate = value
        case "IsArchived": open.isArchived = value.map { $0 == "true" }
        case "NoticeTemplateID": open.noticeTemplateId = value
        case "VisibleDateTime": open.visibleDateTime = value
        case "ExternalCaseBE": cases.append(open)
        default: break
        }
        text = ""
    }
}
