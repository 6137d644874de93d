/// An HTTP request to somebody else's server.
package struct OutboundRequest: Sendable {
    package var method: String
    /// `http` or `https`; nothing else is sent.
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// Whether the server may lie on this machine or in a private network: off unless configuration says so.
    package var allowsPrivateAddress: Bool
    /// The socket file to speak over instead of TCP, for the command line's talk with the daemon.
    package var unixSocket: String?
    /// The whole time from start to the last byte; `nil`: the client's own limit.
    package var timeLimit: Duration?

    package init(
        method: String,
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        allowsPrivateAddress: Bool = false,
        unixSocket: String? = nil,
        timeLimit: Duration? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.allowsPrivateAddress = allowsPrivateAddress
        self.unixSocket = unixSocket
        self.timeLimit = timeLimit
    }

    /// Whether it can be put on the wire as it is: no line break smuggles in a second header.
    var isWellFormed: Bool {
        let scheme = url.prefix(8).lowercased()
        guard scheme.hasPrefix("http://") || scheme == "https://" else { return false }
        let lines = headers.flatMap { [$0.name, $0.value] } + [method, url]
        return !lines.contains { $0.utf8.contains { $0 < 0x20 || $0 == 0x7F } }
    }

    /// Scheme, host and port: what shares connections and a bound on concurrency.
    var destination: String {
        if let unixSocket { return unixSocket }
        var slashes = 0
        let origin = url.prefix { character in
            if character == "/" { slashes += 1 }
            return slashes < 3 && character != "?" && character != "#"
        }
        return origin.lowercased()
    }
}
