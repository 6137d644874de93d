import Foundation

/// Forms that carry a file (`multipart/form-data`, RFC 7578): each part is a field, a file by what it holds.
extension FormBody {
    /// The boundary that such a body's media type names; `nil` for other bodies.
    static func boundary(in mediaType: String?) -> String? {
        guard let mediaType, mediaType.lowercased().hasPrefix("multipart/form-data") else { return nil }
        guard let start = mediaType.range(of: "boundary=", options: .caseInsensitive)?.upperBound else { return nil }
        let boundary = mediaType[start...].prefix { $0 != ";" }
            .trimmingCharacters(in: CharacterSet(charactersIn: "\" "))
        return boundary.isEmpty || boundary.utf8.count > 70 ? nil : boundary
    }

    /// Reads at most 50 parts; what is no UTF-8 is read with replacement characters.
    init(parts body: Data, boundary: String) {
        self.init()
        let line = Data("\r\n--\(boundary)".utf8)
        var rest = Data("\r\n".utf8) + body
        for _ in 0..<50 {
            guard let start = rest.firstRange(of: line) else { return }
            rest = Data(rest[start.upperBound...])
            guard let end = rest.firstRange(of: line), let head = rest.firstRange(of: Data("\r\n\r\n".utf8)),
                head.upperBound <= end.lowerBound
            else { return }
            let fields = String(decoding: rest[..<head.lowerBound], as: UTF8.self)
            guard let name = Self.name(in: fields) else { continue }
            add(String(decoding: rest[head.upperBound..<end.lowerBound], as: UTF8.self), to: name)
        }
    }

    /// The name that a part's `Content-Disposition` gives it.
    private static func name(in fields: String) -> String? {
        for field in fields.components(separatedBy: "\r\n")
        where field.lowercased().hasPrefix("content-disposition:") {
            for part in field.components(separatedBy: ";") {
                let part = part.trimmingCharacters(in: .whitespaces)
                guard part.hasPrefix("name=\""), part.hasSuffix("\""), part.count > 7 else { continue }
                return String(part.dropFirst(6).dropLast())
            }
        }
        return nil
    }
}
