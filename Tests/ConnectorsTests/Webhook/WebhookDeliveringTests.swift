import Connectors
import Foundation
import MutualAid
import TestSupport
import Testing

/// What we owe a gateway, and what is made of its answer (criterion R8).
struct WebhookDeliveringTests {
    @Test func `a delivery is posted exactly as the interface says and signed`() async throws {
        let server = try LoopbackServer { _ in .answer(200, body: Array(#"{"message_id":"p-1","more":[1]}"#.utf8)) }
        let gateway = Gateway { $0.deliverTo = server.url + "/deliver" }

        let result = try await gateway.platform().deliver(delivery(.private, text: "第一行\n\"引号\" \\ \t\u{1}🙏"))

        #expect(result == .delivered(platformMessageID: "p-1"))
        let request = try #require(server.requests.first)
        #expect(request.line == "POST /deliver HTTP/1.1")
        #expect(request.headers["content-type"] == "application/json")
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == #"{"type":"message.send","timestamp":"2020-03-15T08:30:00Z","data":{"#
                + #""delivery_id":"000000000003g","group_id":"europe","visibility":"private","to":"u-77","#
                + #""in_reply_to":"m-1001","text":"第一行\n\"引号\" \\ \u0009\u0001🙏","kind":"answer"}}"#
        )
        #expect(throws: Never.self) { try gateway.verify(request.asWebhook, at: gateway.now) }
        #expect(request.headers["webhook-id"] == "000000000003g")
    }

    @Test func `what a group text does not have is null`() async throws {
        let server = try LoopbackServer { _ in .answer(204) }
        let gateway = Gateway { $0.deliverTo = server.url }

        #expect(
            try await gateway.platform().deliver(delivery(.group, recipient: false))
                == .delivered(platformMessageID: nil)
        )

        let body = try #require(server.requests.first?.body)
        let sent = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        let data = try #require(sent?["data"] as? [String: Any])
        #expect(data["to"] is NSNull && data["in_reply_to"] is NSNull)
        #expect(data["visibility"] as? String == "group")
    }

    @Test func `id and body stay the same over all attempts, the signature is fresh`() async throws {
        let server = try LoopbackServer { _ in .answer(500) }
        let gateway = Gateway { $0.deliverTo = server.url }
        let later = Gateway(secrets: [Gateway.otherSecret]) { $0.deliverTo = server.url }

        _ = try await gateway.platform().deliver(delivery(.group))
        _ = try await later.platform().deliver(delivery(.group))

        let requests = server.requests
        #expect(requests.count == 2)
        #expect(Set(requests.map { $0.headers["webhook-id"] }).count == 1)
        #expect(requests[0].body == requests[1].body)
        #expect(Set(requests.map { $0.headers["webhook-signature"] }).count == 2)
    }

    @Test(arguments: [
        (LoopbackServer.Reply.answer(200), DeliveryResult.delivered(platformMessageID: nil)),
        (.answer(202, body: Array("garbage".utf8)), .delivered(platformMessageID: nil)),
        (.answer(200, body: [0xFF, 0x00]), .delivered(platformMessageID: nil)),
        (.answer(200, body: Array(#"{"message_id":7}"#.utf8)), .delivered(platformMessageID: nil)),
        (.answer(200, body: Array(#"{"message_id":""}"#.utf8)), .delivered(platformMessageID: nil)),
        (.answer(200, body: Array(repeating: 0x61, count: 200_000)), .delivered(platformMessageID: nil)),
        (.answer(410), .gone),
        (.answer(500), .retry(after: nil, cause: .badStatus)),
        (.answer(404, body: Array(#"{"message_id":"p"}"#.utf8)), .retry(after: nil, cause: .badStatus)),
        (.answer(307, headers: ["Location": "/x"]), .retry(after: nil, cause: .redirected)),
        (.answer(429), .retry(after: nil, cause: .throttled)),
        (.answer(429, headers: ["Retry-After": "120"]), .retry(after: 120, cause: .throttled)),
        (.answer(503, headers: ["retry-after": "Sun, 15 Mar 2020 08:31:30 GMT"]), .retry(after: 90, cause: .throttled)),
        (.answer(503, headers: ["retry-after": "Sun, 15 Mar 2020 08:00:00 GMT"]), .retry(after: 0, cause: .throttled)),
        (.answer(503, headers: ["Retry-After": "soon"]), .retry(after: nil, cause: .throttled)),
        (.answer(503, headers: ["Retry-After": "99999999999999999999"]), .retry(after: 86400, cause: .throttled)),
        (.drop, .retry(after: nil, cause: .closedEarly)),
        (.raw("garbage\r\n"), .retry(after: nil, cause: .badStatus)),
    ])
    func `each answer has its meaning`(reply: LoopbackServer.Reply, expected: DeliveryResult) async throws {
        let server = try LoopbackServer { _ in reply }
        let gateway = Gateway { $0.deliverTo = server.url }

        #expect(try await gateway.platform().deliver(delivery(.group)) == expected)
    }

    @Test func `nothing leaves for an inner address unless configuration allows it`() async throws {
        let server = try LoopbackServer { _ in .answer(200) }
        let gateway = Gateway {
            $0.deliverTo = server.url
            $0.allowPrivateAddress = false
        }

        let result = try await gateway.platform().deliver(delivery(.group))

        #expect(result == .retry(after: nil, cause: .privateAddress))
        #expect(server.connections == 0)
    }

    @Test func `a private text never leaves where it could not stay private`() async throws {
        let server = try LoopbackServer { _ in .answer(200) }
        let open = Gateway {
            $0.deliverTo = server.url
            $0.carriesPrivate = false
        }
        let able = Gateway { $0.deliverTo = server.url }

        #expect(try await open.platform().deliver(delivery(.private)) == .refused(.notConnected))
        #expect(try await able.platform().deliver(delivery(.private, recipient: false)) == .refused(.notConnected))
        #expect(server.requests.isEmpty)
    }

    @Test func `a gateway without an address takes nothing`() async throws {
        #expect(try await Gateway().platform().deliver(delivery(.group)) == .refused(.notConnected))
    }

    @Test(
        arguments: [
            ("http://127.0.0.1:9000/deliver", false, true), ("http://localhost/x", false, true),
            ("http://[::1]:1/", false, true),
            ("https://relay.example/x", false, false), ("https://relay.example/x", true, true), (nil, false, false),
            ("http://127.0.0.1.example/", false, false), ("http://user@relay.example/127.0.0.1", false, false),
        ] as [(String?, Bool, Bool)]
    )
    func `dated answers leave only to this machine, or where allowed`(
        url: String?,
        allowed: Bool,
        expected: Bool
    ) throws {
        let gateway = Gateway {
            $0.deliverTo = url
            $0.allowDated = allowed
        }
        let connection = try gateway.platform().connection
        #expect(connection.allowsDatedAnswers == expected)
        #expect(connection.kind == "webhook" && connection.id == "gateway" && connection.carriesPrivate)
    }

    private func delivery(_ visibility: Visibility, recipient: Bool = true, text: PrivateText = "x") -> Delivery {
        Delivery(
            id: ID(rawValue: 112),
            room: Room(connection: "gateway", name: "europe"),
            group: "europe",
            visibility: visibility,
            recipient: recipient ? Delivery.Recipient(member: ID(rawValue: 1), platformID: "u-77") : nil,
            inReplyTo: recipient ? "m-1001" : nil,
            kind: .answer,
            text: text,
            attempt: 1,
            token: 1,
            createdAt: Date(timeIntervalSince1970: 1_584_261_000)
        )
    }
}

extension LoopbackServer.Request {
    fileprivate var asWebhook: WebhookRequest {
        WebhookRequest(headers: headers.map { ($0.key, $0.value) }, body: body)
    }
}
