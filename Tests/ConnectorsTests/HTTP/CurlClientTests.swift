import Connectors
import Foundation
import MutualAid
import Synchronization
import TestSupport
import Testing

/// The HTTP client against a real server on loopback (criteria S13, R8).
struct CurlClientTests {
    @Test func `a post arrives as it was sent and its answer comes back`() async throws {
        let server = try LoopbackServer { request in .answer(201, headers: ["X-Thing": " a: b "], body: request.body) }
        let client = try CurlClient()

        let result = await client.send(
            OutboundRequest(
                method: "POST",
                url: server.url + "/deliver?to=1",
                headers: [("webhook-id", "d-1"), ("content-type", "application/json")],
                body: Array(#"{"text":"口罩 \#u{0}"}"#.utf8),
                allowsPrivateAddress: true
            )
        )

        let answer = try #require(result.answer)
        #expect(answer.status == 201)
        #expect(answer.header("x-thing") == "a: b")
        #expect(answer.body == Array(#"{"text":"口罩 \#u{0}"}"#.utf8))
        let request = try #require(server.requests.first)
        #expect(request.line == "POST /deliver?to=1 HTTP/1.1")
        #expect(request.headers["webhook-id"] == "d-1")
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.headers["expect"] == nil)
    }

    @Test(arguments: ["GET", "POST", "PUT", "DELETE", "PATCH"])
    func `every method keeps its name, with and without a body, on one handle after the other`(
        method: String
    ) async throws {
        let server = try LoopbackServer { .answer(200, body: Array($0.line.utf8) + $0.body) }
        let client = try CurlClient()

        for body in ["", "b", ""] {
            let result = await client.send(server.request(method, body: Array(body.utf8)))
            #expect(result.answer?.text == "\(method) / HTTP/1.1\(body)")
        }
    }

    @Test func `connections are kept and used again`() async throws {
        let server = try LoopbackServer { _ in .answer(200) }
        let client = try CurlClient()

        for _ in 0..<20 {
            #expect(await client.send(server.request()).answer?.status == 200)
        }

        // One, unless the machine is so busy that libcurl takes it for stale: after two minutes.
        #expect(server.connections <= 2)
    }

    @Test(arguments: [
        (LoopbackServer.Reply.drop, DeliveryCause.closedEarly),
        (.raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), .closedEarly),
        (.raw("SSH-2.0-whatever\r\n"), .badStatus), (.raw("\u{16}\u{3}\u{1}\r\n\r\n"), .badStatus),
    ])
    func `no readable answer is a cause`(reply: LoopbackServer.Reply, cause: DeliveryCause) async throws {
        let server = try LoopbackServer { _ in reply }
        let client = try CurlClient()

        #expect(await client.send(server.request()) == .failed(cause))
    }

    @Test func `a server that hangs is given up at the time limit`() async throws {
        let server = try LoopbackServer { _ in .hang }
        let client = try CurlClient()
        var request = server.request()
        request.timeLimit = .milliseconds(120)

        #expect(await client.send(request) == .failed(.timedOut))
    }

    @Test func `nobody there is unreachable, and so is what is no HTTP address`() async throws {
        let client = try CurlClient()
        let closed = try LoopbackServer { _ in .drop }.url

        for url in [closed, "http://no-such-host.invalid/", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "x"] {
            let request = OutboundRequest(method: "GET", url: url, allowsPrivateAddress: true)
            #expect(await client.send(request) == .failed(.unreachable), "\(url)")
        }
    }

    @Test func `a line break in a header is never sent`() async throws {
        let server = try LoopbackServer { _ in .answer(200) }
        let client = try CurlClient()
        var request = server.request()
        request.headers = [("x-note", "a\r\nx-evil: 1")]

        #expect(await client.send(request) == .failed(.unreachable))
        #expect(server.requests.isEmpty)
    }

    @Test func `a redirect is an answer and is not followed`() async throws {
        let server = try LoopbackServer { _ in .answer(307, headers: ["Location": "/elsewhere"]) }
        let client = try CurlClient()

        let answer = await client.send(server.request()).answer

        #expect(answer?.status == 307)
        #expect(answer?.header("location") == "/elsewhere")
        #expect(server.requests.count == 1)
    }

    @Test func `an answer over the limit is cut, at the limit it is whole`() async throws {
        let client = try CurlClient()
        for (size, isCut) in [(65536, false), (65537, true), (3_000_000, true)] {
            let server = try LoopbackServer { _ in .answer(200, body: Array(repeating: 0x61, count: size)) }
            let answer = await client.send(server.request()).answer
            #expect(answer?.body.count == 65536)
            #expect(answer?.isCut == isCut)
        }
    }

    @Test func `at most so many requests go to one destination at once and the rest wait their turn`() async throws {
        let server = try LoopbackServer { _ in
            usleep(2000)
            return .answer(200)
        }
        var limits = HTTPLimits()
        limits.perDestination = 8
        let client = try CurlClient(limits: limits)

        let results = await withTaskGroup { group in
            for _ in 0..<200 {
                group.addTask { await client.send(server.request()) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }

        #expect(results.filter { $0.answer?.status != 200 } == [])
        #expect(server.mostAtOnce <= 8)
        #expect(server.connections <= 8)
    }

    @Test func `a cancelled task is answered at once, waiting or under way`() async throws {
        let server = try LoopbackServer { _ in .hang }
        var limits = HTTPLimits()
        limits.perDestination = 1
        let client = try CurlClient(limits: limits)

        let results = await withTaskGroup { group in
            for _ in 0..<3 {
                group.addTask { await client.send(server.request()) }
            }
            while server.requests.isEmpty { await Task.yield() }
            group.cancelAll()
            return await group.reduce(into: []) { $0.append($1) }
        }

        #expect(results == Array(repeating: .failed(.closedEarly), count: 3))
    }

    @Test func `shutting down ends what is under way and refuses what comes later`() async throws {
        let server = try LoopbackServer { _ in .hang }
        let client = try CurlClient()
        async let pending = client.send(server.request())
        while server.requests.isEmpty { await Task.yield() }

        client.shutdown()
        client.shutdown()

        #expect(await pending == .failed(.closedEarly))
        #expect(await client.send(server.request()) == .failed(.notConnected))
    }

    @Test func `the control socket is reached through its file`() async throws {
        let path = NSTemporaryDirectory() + "huzhu-\(UUID().uuidString.prefix(8)).sock"
        defer { unlink(path) }
        let server = try LoopbackServer(unixSocket: path) { .answer(200, body: Array($0.line.utf8)) }
        let client = try CurlClient()

        let result = await client.send(
            OutboundRequest(method: "GET", url: "http://localhost/status", unixSocket: path)
        )

        #expect(result.answer?.text == "GET /status HTTP/1.1")
        #expect(server.requests.count == 1)
    }

    @Test func `proxies of the environment are ignored`() async {
        // In a process of its own: the environment belongs to every thread.
        await #expect(processExitsWith: .success) {
            for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
                setenv(name, "http://127.0.0.1:9", 1)
            }
            let server = try LoopbackServer { _ in .answer(200) }
            let client = try CurlClient()
            try #require(await client.send(server.request()).answer?.status == 200)
        }
    }
}

extension OutboundResult {
    /// The answer, if there was one.
    var answer: OutboundResponse? {
        switch self {
        case .response(let response): response
        case .failed: nil
        }
    }
}

extension OutboundResponse {
    fileprivate var text: String { String(decoding: body, as: UTF8.self) }
}

extension LoopbackServer {
    func request(_ method: String = "POST", body: [UInt8] = []) -> OutboundRequest {
        OutboundRequest(method: method, url: url + "/", body: body, allowsPrivateAddress: true)
    }
}
