import MutualAid

/// The outermost object of a webhook: what happened, and to what.
struct WebhookEnvelope {
    let type: String?
    /// Where the data begin, for those of a type that was not known yet when they were passed over.
    let later: JSONReader?
    /// The data, read on the way where the type stands before them.
    let data: WebhookData?

    /// `isKnown` says whether the data of a type have the shape of `WebhookData`; others may have any.
    init(_ body: [UInt8], isKnown: (String) -> Bool) throws(JSONProblem) {
        var type: String?
        var later: JSONReader?
        var data: WebhookData?
        try JSONReader.read(body) { reader throws(JSONProblem) in
            try reader.object { key, reader throws(JSONProblem) in
                switch key {
                case "type":
                    type = try reader.text()
                case "data":
                    if let type, isKnown(type) {
                        data = try WebhookData(&reader)
                    } else {
                        later = reader
                        try reader.skip()
                    }
                default:
                    try reader.skip()
                }
            }
        }
        self.type = type
        self.later = later
        self.data = data
    }
}

/// The data of every kind of event as it was sent: nothing is required or judged yet.
struct WebhookData {
    private(set) var group: String?
    private(set) var message: String?
    private(set) var sender: WebhookPerson?
    private(set) var member: WebhookPerson?
    private(set) var text: String?
    private(set) var reaction: String?
    private(set) var visibility: String?
    private(set) var replyTo: String?
    private(set) var sentAt: String?
    private(set) var language: String?
    private(set) var mentionsBot = false
    private(set) var mentions: [String] = []
    private(set) var media: [Media] = []

    init(_ reader: inout JSONReader) throws(JSONProblem) {
        try reader.object { key, reader throws(JSONProblem) in
            try take(key, &reader)
        }
    }

    private mutating func take(_ key: String, _ reader: inout JSONReader) throws(JSONProblem) {
        switch key {
        case "group_id": group = try reader.optionalText()
        case "message_id": message = try reader.optionalText()
        case "sender": sender = try WebhookPerson(&reader)
        case "member": member = try WebhookPerson(&reader)
        case "text": text = try reader.optionalText()
        case "reaction": reaction = try reader.optionalText()
        case "visibility": visibility = try reader.optionalText()
        case "reply_to": replyTo = try reader.optionalText()
        case "sent_at": sentAt = try reader.optionalText()
        case "language": language = try reader.optionalText()
        case "mentions_bot": mentionsBot = try reader.optionalBoolean() ?? false
        case "mentions": mentions = try reader.optionalArray { reader throws(JSONProblem) in try reader.text() }
        case "media": media = try reader.optionalArray(readMedia)
        default: try reader.skip()
        }
    }
}

/// A person as a gateway describes them.
struct WebhookPerson {
    private(set) var id: String?
    private(set) var name: String?
    private(set) var country: String?
    private(set) var role: String?
    private(set) var isBot = false

    /// - Returns: `nil` for `null`.
    init?(_ reader: inout JSONReader) throws(JSONProblem) {
        if try reader.null() { return nil }
        try reader.object { key, reader throws(JSONProblem) in
            switch key {
            case "id": id = try reader.optionalText()
            case "name": name = try reader.optionalText()
            case "country": country = try reader.optionalText()
            case "role": role = try reader.optionalText()
            case "is_bot": isBot = try reader.optionalBoolean() ?? false
            default: try reader.skip()
            }
        }
    }
}

private func readMedia(_ reader: inout JSONReader) throws(JSONProblem) -> Media {
    var kind: String?
    try reader.object { key, reader throws(JSONProblem) in
        if key == "kind" {
            kind = try reader.optionalText()
        } else {
            try reader.skip()
        }
    }
    return Media(kind: kind.map { String($0.prefix(64)) } ?? "file")
}

extension JSONReader {
    /// Reads text, or `null` as `nil`.
    package mutating func optionalText() throws(JSONProblem) -> String? {
        try null() ? nil : text()
    }

    fileprivate mutating func optionalBoolean() throws(JSONProblem) -> Bool? {
        try null() ? nil : boolean()
    }

    fileprivate mutating func optionalArray<Value>(
        _ read: (inout JSONReader) throws(JSONProblem) -> Value
    ) throws(JSONProblem) -> [Value] {
        var values: [Value] = []
        guard try !null() else { return values }
        try array { reader throws(JSONProblem) in values.append(try read(&reader)) }
        return values
    }
}
