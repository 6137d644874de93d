import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The fields of a posted form (`application/x-www-form-urlencoded`, or with a file `multipart/form-data`).
struct FormBody: Sendable {
    private var fields: [String: [String]] = [:]

    init() {}

    /// The most bytes of an ordinary form.
    static let mostBytes = 1 << 18

    /// Reads at most so many bytes.
    ///
    /// - Throws: the status of a body that is too large.
    init(of request: Request, upTo limit: Int = Self.mostBytes) async throws {
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw Problem(.contentTooLarge, "The form is too large")
        }
        if let boundary = Self.boundary(in: request.headers[.contentType]) {
            self.init(parts: Data(body.readableBytesView), boundary: boundary)
            return
        }
        self.init(String(decoding: body.readableBytesView, as: UTF8.self))
    }

    init(_ text: String) {
        for pair in text.split(separator: "&").prefix(500) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            fields[Self.decode(parts[0]), default: []].append(parts.count > 1 ? Self.decode(parts[1]) : "")
        }
    }

    /// Takes one more value of a field.
    mutating func add(_ value: String, to name: String) { fields[name, default: []].append(value) }

    /// A field's text; empty where it was not sent.
    ///
    /// Browsers end lines with two characters, we with one.
    subscript(name: String) -> String {
        (fields[name]?.first ?? "").replacingOccurrences(of: "\r\n", with: "\n")
    }

    /// Every value of a field that may be sent several times, such as ticked boxes.
    func all(_ name: String) -> [String] { fields[name] ?? [] }

    private static func decode(_ text: some StringProtocol) -> String {
        let bytes = Array(text.utf8)
        var decoded: [UInt8] = []
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "%"), place + 2 < bytes.count, let value = hex(bytes[place + 1], bytes[place + 2]) {
                decoded.append(value)
                place += 3
            } else {
                decoded.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                place += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    private static func hex(_ high: UInt8, _ low: UInt8) -> UInt8? {
        guard let high = Character(UnicodeScalar(high)).hexDigitValue,
            let low = Character(UnicodeScalar(low)).hexDigitValue
        else { return nil }
        return UInt8(high * 16 + low)
    }
}
