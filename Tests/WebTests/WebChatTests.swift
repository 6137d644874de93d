import Comprehension
import Foundation
import MutualAid
import Testing

@testable import Web

struct WebChatTests {
    private static let key = String(repeating: "a", count: 43)

    private func platform() -> WebChatPlatform {
        let group = Group(
            id: "europe",
            names: [:],
            timeZone: "UTC",
            languages: [],
            quietBudget: 12,
            rooms: ["web": ["europe"]]
        )
        return WebChatPlatform(
            connection: Connection(id: "web", kind: "web_chat", carriesPrivate: true, allowsDatedAnswers: true),
            groups: Groups([group]),
            hub: ChatHub()
        )
    }

    private func request(_ body: String, cookie: String = "huzhu_chat=\(key)") -> WebhookRequest {
        WebhookRequest(headers: [(name: "cookie", value: cookie)], body: Array(body.utf8))
    }

    private func message(_ body: String, cookie: String = "huzhu_chat=\(key)") throws -> IncomingMessage {
        let webhook = try platform().accept(request(body, cookie: cookie), at: .distantPast)
        guard case .messageCreated(let message) = webhook.events[0] else { throw WebhookRejection.malformed("") }
        return message
    }

    @Test func `two browsers of one name are two members`() throws {
        let body = #"{"id":"12345678","group":"europe","name":"小陈","text":"你好"}"#

        let first = try message(body)
        let second = try message(body, cookie: "huzhu_chat=\(String(repeating: "b", count: 43))")

        #expect(first.sender.name == second.sender.name)
        #expect(first.sender.platformID != second.sender.platformID)
        #expect(!first.sender.platformID.exposed.contains(Self.key))
    }

    @Test(arguments: ["", "huzhu_chat=short", "other=x"])
    func `without its cookie's key a browser is nobody`(cookie: String) {
        #expect(throws: WebhookRejection.unsigned) {
            try platform().accept(request("{}", cookie: cookie), at: .distantPast)
        }
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"id":"1","group":"europe","name":"a","text":"b"}"#,
        #"{"id":"12345678","group":"europe","name":"a","text":""}"#,
    ])
    func `a malformed line is refused`(body: String) {
        #expect(throws: WebhookRejection.self) { try platform().accept(request(body), at: .distantPast) }
    }

    @Test func `a group nobody configured is refused`() {
        #expect(throws: WebhookRejection.unknownGroup) {
            try platform().accept(
                request(#"{"id":"12345678","group":"mars","name":"a","text":"b"}"#),
                at: .distantPast
            )
        }
    }

    @Test(arguments: [("@互助 隔离几天", true), ("@Huzhu hi", true), ("互助群真好", false)])
    func `the bot is meant only where it is named with an @`(text: String, isMeant: Bool) throws {
        let body = #"{"id":"12345678","group":"europe","name":"a","text":"\#(text)"}"#

        #expect(try message(body).mentionsBot == isMeant)
    }

    @Test func `a private text reaches one member's browsers, a group text all in the room`() async {
        let hub = ChatHub()
        let room = Room(connection: "web", name: "europe")
        var mine = hub.listen(to: room, as: "me").makeAsyncIterator()
        var other = hub.listen(to: room, as: "other").makeAsyncIterator()
        func update(_ id: String, isPrivate: Bool) -> ChatUpdate {
            ChatUpdate(id: id, author: "", name: "", isPrivate: isPrivate, kind: nil, text: "", inReplyTo: nil, at: "")
        }

        hub.publish(update("private", isPrivate: true), in: room, to: "me")
        hub.publish(update("group", isPrivate: false), in: room, to: nil)

        #expect(await mine.next()??.id == "private")
        #expect(await mine.next()??.id == "group")
        #expect(await other.next()??.id == "group")
    }
}
