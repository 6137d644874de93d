import Foundation

/// A part of the understanding that reads texts of strangers; `bin/fuzz` names it in `HUZHU_FUZZ`.
enum FuzzPart: String {
    case normaliser, tokenizer, danger, slots

    /// Reads a text, and traps where what must hold of any text does not.
    func read(_ text: String) {
        switch self {
        case .normaliser: fuzzNormaliser(text)
        case .tokenizer: fuzzTokenizer(text)
        case .danger: fuzzDanger(text)
        case .slots: fuzzSlots(text)
        }
    }
}

private let part = FuzzPart(rawValue: ProcessInfo.processInfo.environment["HUZHU_FUZZ"] ?? "")

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let part else { preconditionFailure("HUZHU_FUZZ names no part") }
    part.read(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
    return 0
}
