import Foundation

/// The address a connection really goes to, judged after name resolution, so no name can lead inside (criterion S13).
struct PeerAddress: Equatable {
    /// Four or sixteen bytes in network order.
    let bytes: [UInt8]

    /// Reads a socket address; `nil` for anything but IPv4 and IPv6.
    init?(_ address: UnsafeRawPointer, family: Int32) {
        switch family {
        case AF_INET:
            var ipv4 = address.loadUnaligned(as: sockaddr_in.self).sin_addr
            bytes = withUnsafeBytes(of: &ipv4) { Array($0) }
        case AF_INET6:
            var ipv6 = address.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            bytes = withUnsafeBytes(of: &ipv6) { Array($0) }
        default:
            return nil
        }
    }

    /// Reads the written form, a zone index ignored; `nil` when it is none.
    init?(_ text: String) {
        let text = String(text.prefix { $0 != "%" })
        var ipv4 = in_addr()
        var ipv6 = in6_addr()
        if inet_pton(AF_INET, text, &ipv4) == 1 {
            bytes = withUnsafeBytes(of: &ipv4) { Array($0) }
        } else if inet_pton(AF_INET6, text, &ipv6) == 1 {
            bytes = withUnsafeBytes(of: &ipv6) { Array($0) }
        } else {
            return nil
        }
    }

    /// Whether it is a host of the public Internet: not this machine, a private or special network, or IPv4 in disguise.
    var isPublic: Bool {
        if bytes.count == 4 { return !matches(specialIPv4) }
        // NAT64 is how IPv6-only hosts reach the public IPv4 Internet; what it leads to is judged.
        if matches(translatedIPv4) { return !PeerAddress(bytes: Array(bytes.suffix(4))).matches(specialIPv4) }
        return bytes[0] & 0xE0 == 0x20 && !matches(specialIPv6)
    }

    /// Whether it is this machine, by its own name for itself.
    var isLoopback: Bool { bytes.count == 4 ? bytes[0] == 127 : bytes == Array(repeating: 0, count: 15) + [1] }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func matches(_ networks: [Network]) -> Bool {
        networks.contains { $0.contains(bytes) }
    }
}

/// A range of addresses that share their first bits.
private struct Network {
    let prefix: [UInt8]
    let length: Int

    /// - Parameter text: the form `10.0.0.0/8`.
    init?(_ text: String) {
        let parts = text.split(separator: "/")
        guard parts.count == 2, let address = PeerAddress(String(parts[0])), let length = Int(parts[1]) else {
            return nil
        }
        prefix = address.bytes
        self.length = length
    }

    func contains(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == prefix.count else { return false }
        return (0..<length).allSatisfy { (prefix[$0 / 8] ^ bytes[$0 / 8]) & (0x80 >> ($0 % 8)) == 0 }
    }
}

/// The IANA registry of special-purpose IPv4 addresses, with multicast and the reserved end.
private let specialIPv4 = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
].compactMap(Network.init)

/// What is special inside 2000::/3: protocol assignments with Teredo, documentation, 6to4.
private let specialIPv6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"].compactMap(Network.init)

private let translatedIPv4 = ["64:ff9b::/96"].compactMap(Network.init)
