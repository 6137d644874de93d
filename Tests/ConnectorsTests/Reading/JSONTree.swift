import Foundation

@testable import Connectors

/// A whole document as a value, built with our reader or out of Foundation's, so that the two can be compared.
indirect enum JSONTree: Equatable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case array([JSONTree])
    case object([String: JSONTree])

    init(_ bytes: [UInt8]) throws(JSONProblem) {
        self = try JSONReader.read(bytes) { reader throws(JSONProblem) in try JSONTree(&reader) }
    }

    private init(_ reader: inout JSONReader) throws(JSONProblem) {
        reader.skipSpace()
        switch reader.peek {
        case .lowerN:
            _ = try reader.null()
            self = .null
        case .lowerT, .lowerF:
            self = .boolean(try reader.boolean())
        case .quote:
            self = .text(try reader.text())
        case .openBracket:
            var values: [JSONTree] = []
            try reader.array { reader throws(JSONProblem) in values.append(try JSONTree(&reader)) }
            self = .array(values)
        case .openBrace:
            var values: [String: JSONTree] = [:]
            try reader.object { key, reader throws(JSONProblem) in values[key] = try JSONTree(&reader) }
            self = .object(values)
        default:
            self = .number(try reader.number())
        }
    }

    /// What JSONSerialization made of it.
    init?(foundation value: Any) {
        switch value {
        case is NSNull:
            self = .null
        case let text as String:
            self = .text(text)
        case let array as [Any]:
            let values = array.compactMap(JSONTree.init(foundation:))
            guard values.count == array.count else { return nil }
            self = .array(values)
        case let object as [String: Any]:
            let values = object.compactMapValues(JSONTree.init(foundation:))
            guard values.count == object.count else { return nil }
            self = .object(values)
        case let decimal as NSDecimalNumber:
            // Its own conversion loses the last digits.
            guard let number = Double(decimal.stringValue) else { return nil }
            self = .number(number)
        case let number as NSNumber:
            let isBoolean = String(cString: number.objCType) == "c"
            self = isBoolean ? .boolean(number.boolValue) : .number(number.doubleValue)
        default:
            return nil
        }
    }
}
