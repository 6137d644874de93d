import Testing

/// A body that is correctly signed and still not what the interface says (criterion S4).
struct Malformed: Sendable, CustomTestStringConvertible {
    let body: [UInt8]
    /// A part of the reason.
    let reason: String

    var testDescription: String { "\(body.count) bytes: \(reason)" }

    private init(_ body: String, _ reason: String) {
        self.body = Array(body.utf8)
        self.reason = reason
    }

    private init(bytes: [UInt8], _ reason: String) {
        body = bytes
        self.reason = reason
    }

    static let all = documents + missing + fields

    private static let documents = [
        Malformed("", "the end"),
        Malformed("[]", "than an object"),
        Malformed("\u{FEFF}{}", "byte order mark"),
        Malformed("{} canary", "more after the end"),
        Malformed(#"{"type":"message.created","type":"canary"}"#, "second time"),
        Malformed(String(repeating: #"{"canary":"#, count: 100_000), "32 levels"),
        Malformed(#"{"data":\#(String(repeating: "[", count: 100_000))"#, "32 levels"),
        Malformed(#"{"data":{"canary":1e999}}"#, "out of range"),
        Malformed(#"{"type":7}"#, "than text"),
        Malformed("{}", "type is missing"),
        Malformed(#"{"type":"message.created"}"#, "data is missing"),
        Malformed(#"{"type":"message.created","data":"canary"}"#, "than an object"),
        Malformed(bytes: Array(#"{"type":"message.created","data":{"text":"canary"#.utf8) + [0xC3, 0x28], "no UTF-8"),
        Malformed(bytes: Array(#"{"type":"canary"#.utf8) + [0xED, 0xA0, 0x80], "no UTF-8"),
    ]

    private static let missing = [
        with(#""message_id":"m","sender":{"id":"u"},"text":"x""#, "data.group_id is missing"),
        with(#""group_id":"europe","sender":{"id":"u"},"text":"x""#, "data.message_id is missing"),
        with(#""group_id":"europe","message_id":"m","text":"x""#, "data.sender is missing"),
        with(#""group_id":"europe","message_id":"m","sender":null,"text":"x""#, "data.sender is missing"),
        with(#""group_id":"europe","message_id":"m","sender":{},"text":"x""#, "data.sender.id is missing"),
        with(#""group_id":"europe","message_id":"m","sender":{"id":"u"}"#, "data.text is missing"),
        with(#""group_id":"europe","message_id":"m","sender":{"id":"u"},"text":null"#, "data.text is missing"),
    ]

    private static let fields = [
        message(#""text":7"#, "than text"),
        message(#""text":"\ud83d canary""#, "surrogate"),
        message(#""text":"a\u0000 canary""#, "zero character"),
        message("\"text\":\"a\u{0} canary\"", "zero character"),
        message(#""text":"x","mentions":"canary""#, "than an array"),
        message(#""text":"x","mentions":[1]"#, "than text"),
        message(#""text":"x","media":[7]"#, "than an object"),
        message(#""text":"x","mentions_bot":"canary""#, "than true or false"),
        message(#""text":"x","visibility":"canary""#, "visibility"),
        message(#""text":"x","sent_at":"canary""#, "sent_at"),
        message(#""text":"x","sent_at":1584261000"#, "than text"),
        message(#""text":"x","reply_to":"\#(String(repeating: "r", count: 257))""#, "data.reply_to does not have"),
        message(#""text":"x","sender":{"id":""}"#, "data.sender.id does not have", sender: false),
        message(#""text":"x","sender":{"id":"a\nb"}"#, "control character", sender: false),
        message(#""text":"x","sender":"canary""#, "than an object", sender: false),
        message(
            #""text":"x","sender":{"id":"u","name":"\#(String(repeating: "n", count: 65537))"}"#,
            "longer than 64 KiB",
            sender: false
        ),
    ]

    private static func with(_ fields: String, _ reason: String) -> Malformed {
        Malformed(#"{"type":"message.created","data":{\#(fields)}}"#, reason)
    }

    private static func message(_ fields: String, _ reason: String, sender: Bool = true) -> Malformed {
        let common = #""group_id":"europe","message_id":"m""# + (sender ? #","sender":{"id":"u"}"# : "")
        return with("\(common),\(fields)", reason)
    }
}
