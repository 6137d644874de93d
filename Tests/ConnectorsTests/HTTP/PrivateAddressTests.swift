import MutualAid
import TestSupport
import Testing

@testable import Connectors

/// Requests of ours do not reach inside (criterion S13).
struct PrivateAddressTests {
    @Test(arguments: [
        "127.0.0.1", "[::1]", "0.0.0.0", "0", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
        "2130706433", "0x7f000001", "017700000001", "127.1", "0x7f.1", "localhost", "LOCALHOST",
        "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "255.255.255.255",
        "[fe80::1]", "[fc00::1]", "[fdff::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:0:1::1]", "224.0.0.1",
    ])
    func `an inner address is refused at connect, however it is written`(host: String) async throws {
        let server = try LoopbackServer { _ in .answer(200) }
        let client = try CurlClient()

        let result = await client.send(OutboundRequest(method: "POST", url: "http://\(host):\(server.port)/"))

        #expect(result == .failed(.privateAddress))
        #expect(server.connections == 0)
    }

    @Test func `a connection that an allowed request opened does not serve another`() async throws {
        let server = try LoopbackServer { _ in .answer(200) }
        let client = try CurlClient()
        var request = server.request()
        #expect(await client.send(request).answer?.status == 200)

        request.allowsPrivateAddress = false

        #expect(await client.send(request) == .failed(.privateAddress))
        #expect(server.requests.count == 1)
        request.allowsPrivateAddress = true
        #expect(await client.send(request).answer?.status == 200)
    }

    @Test(arguments: ["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808"])
    func `a public address is one`(address: String) throws {
        #expect(try #require(PeerAddress(address)).isPublic)
    }

    @Test(arguments: ["", "x", "1.2.3", "::1::", "1.2.3.4.5"])
    func `what is no address is none`(text: String) {
        #expect(PeerAddress(text) == nil)
    }
}
