/// One of the journeys: what a stored one is resumed as, and the type of its receipt.
///
/// ```swift
/// let receipt = try await fastDok.resume(.payCase, stored, approve: approve)
/// ```
public struct JourneyKind<Client, Receipt: Sendable>: Sendable {
    /// Its name, as `fastdok.pay_case`.
    public let name: String
    let receipt: @Sendable (AnyReceipt) -> Receipt?
}

extension JourneyKind where Receipt == AnyReceipt {
    /// The journey of this name, as a ``Journal`` gives it.
    public static func named(_ name: String) -> Self { .init(name: name) { $0 } }
}

extension JourneyKind where Client == FastDok, Receipt == StartReceipt {
    /// ``FastDok/startCase(entries:save:)``.
    public static var startCase: Self {
        .init(name: "fastdok.start_case") { if case .startCase(let own) = $0 { own } else { nil } }
    }
}

extension JourneyKind where Client == FastDok, Receipt == PayReceipt {
    /// ``FastDok/payCase(caseId:addedForms:approve:save:)``.
    public static var payCase: Self {
        .init(name: "fastdok.pay_case") { if case .payCase(let own) = $0 { own } else { nil } }
    }
}

extension JourneyKind where Client == FastDok, Receipt == CancelReceipt {
    /// ``FastDok/cancelPayment(caseId:save:)``.
    public static var cancelPayment: Self {
        .init(name: "fastdok.cancel_payment") { if case .cancelPayment(let own) = $0 { own } else { nil } }
    }
}

extension JourneyKind where Client == FastDok, Receipt == CompleteReceipt {
    /// ``FastDok/completeCase(caseId:save:)``.
    public static var completeCase: Self {
        .init(name: "fastdok.complete_case") { if case .completeCase(let own) = $0 { own } else { nil } }
    }
}

extension JourneyKind where Client == CaseAgency, Receipt == CreateReceipt {
    /// ``CaseAgency/createCase(service:reportee:due:visible:checkReportee:save:)``.
    public static var createCase: Self {
        .init(name: "altinn.create_case") { if case .createCase(let own) = $0 { own } else { nil } }
    }
}

extension JourneyKind where Client == CaseAgency, Receipt == EventReceipt {
    /// ``CaseAgency/sendEvent(_:to:reporteeElementId:machine:save:)``.
    public static var sendEvent: Self {
        .init(name: "altinn.send_event") { if case .sendEvent(let own) = $0 { own } else { nil } }
    }
}

extension JourneyKind where Client == CaseAgency, Receipt == NoticeReceipt {
    /// ``CaseAgency/placeNotice(_:on:tokens:mayBeSetAgain:save:)``.
    public static var placeNotice: Self {
        .init(name: "altinn.place_notice") { if case .placeNotice(let own) = $0 { own } else { nil } }
    }
}
