import Foundation
import Synchronization

/// A small HTTP server on loopback whose answers a test chooses, the bad ones too.
///
/// It guards what it has received; its threads end when it is released.
package final class LoopbackServer: Sendable {
    /// What a client sent.
    package struct Request: Sendable {
        package let line: String
        package let headers: [String: String]
        package let body: [UInt8]
    }

    /// What it gets.
    package enum Reply: Sendable {
        case answer(Int, headers: [String: String] = [:], body: [UInt8] = [])
        /// Bytes as they are, then the connection is closed.
        case raw(String)
        /// The connection is closed without a word.
        case drop
        /// Nothing comes until the client gives up.
        case hang
    }

    package let port: Int
    private let listener: Int32
    private let seen: Mutex<Seen>

    private struct Seen {
        var requests: [Request] = []
        var connections = 0
        var open = 0
        var mostAtOnce = 0
    }

    /// Listens on a free port of 127.0.0.1, or on a socket file.
    package init(
        unixSocket: String? = nil,
        reply: @escaping @Sendable (Request) -> Reply
    ) throws(ServerUnavailable) {
        if let unixSocket {
            listener = try listen(onSocketFile: unixSocket)
        } else {
            listener = try listenOnLoopback()
        }
        port = portNumber(of: listener)
        seen = Mutex(Seen())
        let descriptor = listener
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { break }
                guard let server = self else {
                    close(connection)
                    return
                }
                server.seen.withLock { $0.connections += 1 }
                Thread.detachNewThread { [weak server] in
                    serve(connection, record: { server?.record($0) }, finish: { server?.finish() }, reply)
                }
            }
            // Closed by who waits on it: closed elsewhere, its number could be another server's already.
            close(descriptor)
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    package var url: String { "http://127.0.0.1:\(port)" }
    package var requests: [Request] { seen.withLock(\.requests) }
    package var connections: Int { seen.withLock(\.connections) }
    /// How many requests were being answered at the same time, at most.
    package var mostAtOnce: Int { seen.withLock(\.mostAtOnce) }

    private func record(_ request: Request) {
        seen.withLock { seen in
            seen.requests.append(request)
            seen.open += 1
            seen.mostAtOnce = max(seen.mostAtOnce, seen.open)
        }
    }

    private func finish() {
        seen.withLock { $0.open -= 1 }
    }
}

/// No socket could be opened.
package struct ServerUnavailable: Error {}

/// Answers the requests of one connection, one after the other.
private func serve(
    _ connection: Int32,
    record: (LoopbackServer.Request) -> Void,
    finish: () -> Void,
    _ reply: (LoopbackServer.Request) -> LoopbackServer.Reply
) {
    defer { close(connection) }
    var buffer: [UInt8] = []
    while let request = readRequest(connection, &buffer) {
        record(request)
        let answer = reply(request)
        finish()
        switch answer {
        case .answer(let status, let headers, let body):
            let lines = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
            let head = "HTTP/1.1 \(status) Answer\r\nContent-Length: \(body.count)\r\n\(lines)\r\n"
            guard write(connection, Array(head.utf8) + body) else { return }
        case .raw(let text):
            _ = write(connection, Array(text.utf8))
            return
        case .drop:
            return
        case .hang:
            var byte: UInt8 = 0
            while read(connection, &byte, 1) > 0 {}
            return
        }
    }
}

private func readRequest(_ connection: Int32, _ buffer: inout [UInt8]) -> LoopbackServer.Request? {
    let end = Array("\r\n\r\n".utf8)
    var headEnd = buffer.firstRange(of: end)
    while headEnd == nil {
        guard readMore(connection, &buffer) else { return nil }
        headEnd = buffer.firstRange(of: end)
    }
    guard let headEnd else { return nil }
    let lines = String(decoding: buffer[..<headEnd.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
        let parts = line.split(separator: ":", maxSplits: 1)
        headers[parts[0].lowercased()] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
    }
    let bodyEnd = headEnd.upperBound + (headers["content-length"].flatMap { Int($0) } ?? 0)
    while buffer.count < bodyEnd {
        guard readMore(connection, &buffer) else { return nil }
    }
    let body = Array(buffer[headEnd.upperBound..<bodyEnd])
    buffer.removeSubrange(..<bodyEnd)
    return LoopbackServer.Request(line: lines[0], headers: headers, body: body)
}

private func readMore(_ connection: Int32, _ buffer: inout [UInt8]) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 16384)
    let count = read(connection, &chunk, chunk.count)
    guard count > 0 else { return false }
    buffer.append(contentsOf: chunk.prefix(count))
    return true
}

private func write(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
        let count = bytes[sent...].withUnsafeBytes {
            send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { return false }
        sent += count
    }
    return true
}

private func listenOnLoopback() throws(ServerUnavailable) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    return try listen(on: &address, AF_INET)
}

private func listen(onSocketFile path: String) throws(ServerUnavailable) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { throw ServerUnavailable() }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return try listen(on: &address, AF_UNIX)
}

private func listen<Address>(on address: inout Address, _ family: Int32) throws(ServerUnavailable) -> Int32 {
    let listener = socket(family, Int32(SOCK_STREAM.rawValue), 0)
    let isBound = withUnsafeBytes(of: &address) { bytes in
        guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
        return bind(listener, pointer, socklen_t(bytes.count)) == 0
    }
    guard listener >= 0, isBound, Foundation.listen(listener, 512) == 0 else { throw ServerUnavailable() }
    return listener
}

private func portNumber(of listener: Int32) -> Int {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isKnown = withUnsafeMutableBytes(of: &address) { bytes in
        guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
        return getsockname(listener, pointer, &length) == 0
    }
    return isKnown ? Int(UInt16(bigEndian: address.sin_port)) : 0
}
