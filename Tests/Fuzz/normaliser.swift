import Foundation

/// Any bytes, brought to one form: never longer than what may grow out of them, and the same when done twice.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzNormaliser(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    let plain = PlainText(text)
    _ = Language.detect(text)
    _ = QuestionForm(plain)
    _ = ContextForm.leans(plain, Query(plain))
    precondition(plain.scalars.first != " " && plain.scalars.last != " ")
    return 0
}
