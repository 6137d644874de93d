import Foundation
import HTTPTypes
import Hummingbird
package import MutualAid
import NIOCore
import ServiceLifecycle

/// `/chat`: the groups as a member sees them.
package struct ChatRoutes: Sendable {
    let platform: WebChatPlatform
    let flow: MessageFlow
    let history: any ChatHistoryStore
    let pages: ChatPages

    package init(platform: WebChatPlatform, flow: MessageFlow, history: any ChatHistoryStore, pages: ChatPages) {
        self.platform = platform
        self.flow = flow
        self.history = history
        self.pages = pages
    }

    func add<Context: RequestContext>(to router: Router<Context>) {
        router.get("chat") { request, _ in try page(request, group: platform.groups.all.first?.id ?? "") }
        router.get("chat/:group") { request, context in
            try page(request, group: try context.parameters.require("group"))
        }
        router.post("chat/messages") { request, _ in try await send(request) }
        router.get("chat/:group/messages") { request, context in
            try await lines(request, group: try context.parameters.require("group"))
        }
        router.get("chat/:group/events") { request, context in
            try events(request, group: try context.parameters.require("group"))
        }
    }

    private func page(_ request: Request, group: String) throws -> Response {
        guard let group = platform.groups.group(of: room(group)) else {
            throw Problem(.notFound, "There is no such group")
        }
        let language = PageLanguage.of(request)
        let html = pages.chat(group: group, groups: platform.groups.all, in: language)
        var headers = PageHeaders.html
        if member(of: request) == nil {
            let key = WebChatPlatform.makeKey()
            headers[.setCookie] =
                "\(WebChatPlatform.cookie)=\(key); Path=/chat; HttpOnly; SameSite=Strict; Max-Age=31536000"
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    /// A line typed in the page; JSON only and from our own page only, so that no other site can speak for a browser.
    private func send(_ request: Request) async throws -> Response {
        guard request.headers[.contentType]?.hasPrefix("application/json") == true, isFromOurPage(request) else {
            throw Problem(.forbidden, "Lines come from the chat page only")
        }
        let body = try await request.body.collect(upTo: 1 << 16)
        let headers = [(name: "cookie", value: request.headers[.cookie] ?? "")]
        let webhook = WebhookRequest(headers: headers, body: Array(body.readableBytesView))
        let arrival = try await flow.receive(webhook, on: platform)
        if !arrival.isDuplicate { echo(webhook.body, by: member(of: request) ?? "", id: arrival.id) }
        return JSONText.response(
            ["id": arrival.id?.description, "duplicate": arrival.isDuplicate ? "true" : "false"],
            status: .accepted
        )
    }

    /// Shows a stored line to the others in the room.
    private func echo(_ body: [UInt8], by member: String, id: ID<Message>?) {
        // The body was parsed a moment ago; what cannot be read is not shown.
        guard let line = try? JSONDecoder().decode(TypedLine.self, from: Data(body)) else { return }
        let isPrivate = line.isPrivate ?? false
        let update = ChatUpdate(
            id: "\(member.prefix(12))-\(line.id)",
            author: member,
            name: String(line.name.prefix(40)),
            isPrivate: isPrivate,
            kind: nil,
            text: line.text,
            inReplyTo: line.replyTo,
            at: Date.now.formatted(.iso8601)
        )
        platform.hub.publish(update, in: room(line.group), to: isPrivate ? member : nil)
    }

    private func lines(_ request: Request, group: String) async throws -> Response {
        let key = member(of: request)
        let known: Member? =
            if let key {
                try await history.member(connection: platform.connection.id, platformID: PrivateText(key))
            } else { nil }
        let lines = try await history.history(of: room(group), for: known?.id, limit: 100)
        let updates = lines.map { line in
            ChatUpdate(
                id: line.id,
                author: line.author.map { $0 == known?.id ? key ?? "" : $0.description } ?? "",
                name: line.authorName?.exposed ?? "",
                isPrivate: line.visibility == .private,
                kind: line.kind?.rawValue,
                text: line.text.exposed,
                inReplyTo: line.inReplyTo,
                at: line.at.formatted(.iso8601)
            )
        }
        return JSONText.response(ChatLinesJSON(me: key ?? "", lines: updates))
    }

    /// Server-sent events: one `line` event a new line, a comment every two seconds, so that an idle
    /// connection is not taken for a dead one.
    private func events(_ request: Request, group: String) throws -> Response {
        guard let member = member(of: request) else { throw Problem(.unauthorized, "Open the chat page first") }
        let stream = platform.hub.listen(to: room(group), as: member)
        let headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(string: "retry: 1000\n: open\n\n"))
                for await update in stream.cancelOnGracefulShutdown() {
                    guard let update else {
                        try await writer.write(ByteBuffer(string: ": \n\n"))
                        continue
                    }
                    var event = ByteBuffer(string: "event: line\ndata: ")
                    var json = JSONText.encode(update)
                    event.writeBuffer(&json)
                    event.writeString("\n\n")
                    try await writer.write(event)
                }
                try await writer.finish(nil)
            }
        )
    }

    private func isFromOurPage(_ request: Request) -> Bool {
        if let site = request.headers[HTTPField.Name("Sec-Fetch-Site") ?? .origin], site != "same-origin" {
            return false
        }
        guard let origin = request.headers[.origin], let host = request.head.authority else { return true }
        return origin == "http://\(host)" || origin == "https://\(host)"
    }

    private func member(of request: Request) -> String? {
        request.headers[.cookie].flatMap { WebChatPlatform.member(cookies: $0) }
    }

    private func room(_ group: String) -> Room { Room(connection: platform.connection.id, name: group) }
}

private struct ChatLinesJSON: Encodable {
    let me: String
    let lines: [ChatUpdate]
}
