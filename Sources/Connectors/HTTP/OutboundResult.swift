import CCurl
import Foundation
package import MutualAid

/// What came of a request: a value, not an error.
package enum OutboundResult: Sendable, Equatable {
    /// The server answered, whatever it said.
    case response(OutboundResponse)
    /// No readable answer came.
    case failed(DeliveryCause)
}

/// A server's answer, at most as long as the client's limit.
package struct OutboundResponse: Sendable, Equatable {
    package let status: Int
    package let headers: [Header]
    package let body: [UInt8]
    /// Whether there was more body than the client takes; the rest was not read.
    package let isCut: Bool

    /// One header line; the name in lower case.
    package struct Header: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    /// The first value of a header, named in lower case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

extension OutboundResponse {
    /// Reads the head: the status line and the header lines as they came.
    init(status: Int, head: [UInt8], body: [UInt8], isCut: Bool) {
        self.status = status
        self.body = body
        self.isCut = isCut
        headers = head.split(separator: UInt8(ascii: "\n")).dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            return Header(
                name: String(decoding: line[..<colon], as: UTF8.self).lowercased(),
                value: String(decoding: line[(colon + 1)...], as: UTF8.self).trimmingCharacters(
                    in: .whitespacesAndNewlines
                )
            )
        }
    }
}

extension DeliveryCause {
    /// What a failure of curl's means to a delivery.
    init(_ code: CURLcode) {
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            self = .timedOut
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2,
            CURLE_HTTP2_STREAM:
            self = .closedEarly
        // An answer that is no HTTP; other schemes were refused before.
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING:
            self = .badStatus
        case CURLE_WRITE_ERROR:
            self = .tooLarge
        default:
            self = .unreachable
        }
    }
}
