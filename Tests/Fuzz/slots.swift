/// The slots of any bytes: in order, inside the text, and each day resolved without a trap.
func fuzzSlots(_ text: String) {
    let plain = PlainText(text)
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
}
