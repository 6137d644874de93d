import Connectors
import Foundation
import MutualAid
import TestSupport
import Testing

/// How the generic webhook is read (criteria S4, N-series of the interface page).
struct WebhookParsingTests {
    private let gateway = Gateway()

    @Test func `the example of the interface page is read whole`() throws {
        let events = try gateway.accept(example)

        var message = IncomingMessage(
            room: Room(connection: "gateway", name: "europe"),
            group: "europe",
            platformID: "m-1001",
            sender: Sender(platformID: "u-77", name: "小陈"),
            text: "口罩收到了,谢谢家乡!另外想问回国要隔离几天?",
            sentAt: Date(timeIntervalSince1970: 1_584_260_998)
        )
        message.mentionsBot = false
        #expect(events == [.messageCreated(message)])
    }

    @Test func `it keeps the promises of every chat platform`() async throws {
        let conformance = ChatPlatformConformance(
            platform: try gateway.platform(),
            genuine: gateway.signed(example),
            text: "口罩收到了,谢谢家乡!另外想问回国要隔离几天?",
            now: gateway.now
        )

        #expect(await conformance.brokenPromises() == [])
    }

    @Test func `everything optional is read where it is sent`() throws {
        let message = try message(
            #"{"media":[{"kind":"image","url":"https://x/y","mime":"image/png","bytes":1},{}],"mentions":["u-1","bot"],"#
                + #""language":"zh-Hans","mentions_bot":true,"reply_to":"m-1","group_id":"room-asia","message_id":"m-2","#
                + #""visibility":"private","sender":{"country":"fr","is_bot":true,"role":"counselor","name":null,"id":"u"},"#
                + #""text":"x","unknown":{"a":[1]}}"#
        )

        #expect(message.group == "asia" && message.room.name == "room-asia")
        #expect(message.media == [Media(kind: "image"), Media(kind: "file")])
        #expect(message.mentions == ["u-1", "bot"])
        #expect(message.language == "zh-Hans" && message.mentionsBot && message.replyTo == "m-1" && message.isPrivate)
        #expect(message.sender == Sender(platformID: "u", country: "FR", role: nil, isBot: true))
        #expect(message.sentAt == gateway.now)
    }

    @Test func `a role is believed only where the connection says so`() throws {
        let body = data(#""sender":{"id":"u","role":"counselor"},"text":"x""#)
        let trusting = Gateway { $0.trustRoles = true }

        #expect(try message(body).sender.role == nil)
        guard case .messageCreated(let trusted)? = try trusting.accept(created(body)).first else {
            return #expect(Bool(false))
        }
        #expect(trusted.sender.role == "counselor")
    }

    @Test(arguments: ["f", "fra", "f1", "中国", "", "ＦＲ", "ß"])
    func `a country that is not two letters is ignored`(country: String) throws {
        #expect(try message(data(#""text":"x","sender":{"id":"u","country":"\#(country)"}"#)).sender.country == nil)
    }

    @Test func `a long name is cut to two hundred characters and a text is never cut`() throws {
        let text = String(repeating: "🙏", count: 200_000)
        let sender = try message(
            data(#""text":"\#(text)","sender":{"id":"u","name":"\#(String(repeating: "陈", count: 999))"}"#)
        )

        #expect(sender.sender.name?.exposed == String(repeating: "陈", count: 200))
        #expect(sender.text.exposed == text)
        let stacked = String(repeating: "\u{301}", count: 9000)
        let name = try message(data(#""text":"x","sender":{"id":"u","name":"a\#(stacked)"}"#)).sender.name
        #expect(name?.exposed.unicodeScalars.count == 1000)
    }

    @Test func `a picture without words is a message with media`() throws {
        let message = try message(data(#""media":[{"kind":"image"}],"sender":{"id":"u"}"#))
        #expect(message.text.isEmpty && message.media.count == 1)
    }

    @Test func `edits, deletions, reactions, comings and goings are events of their own`() throws {
        let room = Room(connection: "gateway", name: "europe")
        let sender = Sender(platformID: "u")
        let reference = IncomingReference(room: room, group: "europe", platformID: "m", sender: sender)
        let common = #""group_id":"europe","message_id":"m","sender":{"id":"u"}"#

        guard case .messageEdited(let edited)? = try accept("message.edited", "{\(common),\"text\":\"new\"}").first
        else {
            return #expect(Bool(false))
        }
        #expect(edited.text == "new")
        #expect(try accept("message.deleted", "{\(common)}") == [.messageDeleted(reference)])
        #expect(
            try accept("reaction.added", #"{\#(common),"reaction":"👍"}"#) == [.reactionAdded(reference, reaction: "👍")]
        )
        let member = #"{"group_id":"europe","member":{"id":"u"}}"#
        #expect(try accept("member.joined", member) == [.memberJoined(room: room, group: "europe", member: sender)])
        #expect(try accept("member.left", member) == [.memberLeft(room: room, group: "europe", member: sender)])
    }

    @Test(arguments: ["{}", "[]", "7", "null", #"{"group_id":"mars","text":7}"#])
    func `a kind that is not known is told as such, whatever its data are`(data: String) throws {
        #expect(try accept("poll.opened", data) == [.unknown(kind: "poll.opened")])
        #expect(try gateway.accept(#"{"data":\#(data),"type":"poll.opened"}"#) == [.unknown(kind: "poll.opened")])
        #expect(try gateway.accept(#"{"type":"poll.opened"}"#) == [.unknown(kind: "poll.opened")])
    }

    @Test func `the order of keys means nothing`() throws {
        let body = data(#""text":"x","sender":{"id":"u"}"#)
        #expect(try gateway.accept(#"{"data":\#(body),"type":"message.created"}"#) == accept("message.created", body))
    }

    @Test func `a room that belongs to no group is told apart from a malformed message`() throws {
        let body = #"{"group_id":"mars","message_id":"m","sender":{"id":"u"},"text":"x"}"#
        #expect(throws: WebhookRejection.unknownGroup) { try accept("message.created", body) }
    }

    @Test(arguments: Malformed.all)
    func `a malformed body is refused with a reason that shows nothing of it`(malformed: Malformed) throws {
        #expect {
            try gateway.accept(malformed.body)
        } throws: { error in
            guard case .malformed(let reason)? = error as? WebhookRejection else { return false }
            return reason.contains(malformed.reason) && !reason.contains("canary")
        }
    }

    private func message(_ data: String) throws -> IncomingMessage {
        guard case .messageCreated(let message)? = try accept("message.created", data).first else { throw NoMessage() }
        return message
    }

    private func accept(_ type: String, _ data: String) throws -> [IncomingEvent] {
        try gateway.accept(#"{"type":"\#(type)","data":\#(data)}"#)
    }

    private func created(_ data: String) -> String { #"{"type":"message.created","data":\#(data)}"# }

    private func data(_ fields: String) -> String { #"{"group_id":"europe","message_id":"m",\#(fields)}"# }
}

private struct NoMessage: Error {}

/// The body that the interface page shows.
let example = #"""
    {"type":"message.created","timestamp":"2020-03-15T08:30:00Z",
     "data":{"group_id":"europe","message_id":"m-1001","sender":{"id":"u-77","name":"小陈"},
             "text":"口罩收到了,谢谢家乡!另外想问回国要隔离几天?","mentions_bot":false,"reply_to":null,
             "sent_at":"2020-03-15T08:29:58Z"}}
    """#
