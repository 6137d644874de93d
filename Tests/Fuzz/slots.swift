import Foundation

/// The slots of any bytes: in order, inside the text, and each day resolved without a trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSlots(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let plain = PlainText(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
    let slots = SlotReader.slots(in: plain)
    let today = CalendarDay(number: 18_336)
    var end = 0
    for slot in slots {
        precondition(slot.range.lowerBound >= end && slot.range.upperBound <= plain.scalars.count)
        end = slot.range.upperBound
        if case .date(let mention) = slot.value { _ = mention.day(sentOn: today) }
        if case .quantity(let count) = slot.value { precondition(count > 0) }
    }
    _ = StatedCountry.of(plain)
    return 0
}
