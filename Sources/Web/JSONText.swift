import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// JSON as the API writes it: sorted keys, times in RFC 3339.
enum JSONText {
    static func encode(_ value: some Encodable) -> ByteBuffer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        // Our own values always encode; an empty object is what a broken one becomes.
        let data = (try? encoder.encode(value)) ?? Data("{}".utf8)
        return ByteBuffer(bytes: data)
    }

    static func encode(_ fields: [String: any Encodable & Sendable]) -> ByteBuffer {
        encode(fields.mapValues(AnyValue.init))
    }

    static func response(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: encode(value))
        )
    }

    private struct AnyValue: Encodable {
        let value: any Encodable & Sendable

        func encode(to encoder: any Encoder) throws {
            try value.encode(to: encoder)
        }
    }
}
