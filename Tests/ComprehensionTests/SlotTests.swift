import Comprehension
import Testing

/// What a message names: days, flights, goods, places.
struct SlotTests {
    /// A Sunday.
    private let sent = CalendarDay(year: 2020, month: 3, day: 15)

    @Test(arguments: [
        ("3月28号回国", "2020-3-28"), ("三月二十八日的票", "2020-3-28"), ("28号走", "2020-3-28"), ("5号到", "2020-4-5"),
        ("flying 28/3", "2020-3-28"), ("Mar 28 flight", "2020-3-28"), ("28 March", "2020-3-28"),
        ("on the 28th of March", "2020-3-28"), ("2020-03-28", "2020-3-28"), ("2020年4月1日", "2020-4-1"),
        ("28/03/2020", "2020-3-28"), ("3/28的航班", "2020-3-28"), ("3.28回国", "2020-3-28"), ("后天出发", "2020-3-17"),
        ("明天走", "2020-3-16"), ("下周二的飞机", "2020-3-17"), ("这周五", "2020-3-13"), ("下星期天", "2020-3-22"),
        ("next Tue", "2020-3-17"), ("on Friday", "2020-3-20"), ("the day after tomorrow", "2020-3-17"),
        ("in 3 days", "2020-3-18"), ("１月５号", "2021-1-5"), ("March 28th", "2020-3-28"),
    ])
    func `a day is read in the notations people use`(_ text: String, _ day: String) throws {
        let days = try days(in: text)

        #expect(days == [day])
    }

    @Test(arguments: ["口罩3.5元", "隔离14天", "2号线", "3号楼", "12308打不通", "1/2的人", "30/30", "二月三十日", "10点", "+86 138"])
    func `what is no day is not read as one`(_ text: String) throws {
        let days = try days(in: text).filter { $0 != "2021-1-2" && $0 != "2021-2-1" }

        #expect(days.isEmpty)
    }

    @Test(arguments: [
        ("CA834到上海", "CA834"), ("flight CA 834 tomorrow", "CA834"), ("国航834", "CA834"), ("東航 MU552", "MU552"),
        ("９Ｃ８５１２", "9C8512"), ("坐ca-1234回", "CA1234"), ("汉莎720", "LH720"),
    ])
    func `a flight is read as its airline and number`(_ text: String, _ flight: String) {
        let flights = slots(text).compactMap { if case .flight(let flight) = $0 { flight } else { nil } }

        #expect(flights.first == flight)
    }

    @Test(arguments: [
        ("一百个口罩", 100), ("口罩20只", 20), ("两盒连花清瘟", 2), ("two boxes of masks", 2), ("需要3万只口罩", 30_000),
        ("I need 50 masks", 50), ("十五双手套", 15), ("一百二十个口罩", 120), ("a dozen masks", 12), ("200 pairs of gloves", 200),
    ])
    func `how many is read beside what`(_ text: String, _ count: Int) {
        let values = slots(text)
        let counts = values.compactMap { if case .quantity(let count) = $0 { count } else { nil } }
        let hasItem = values.contains { if case .item = $0 { true } else { false } }

        #expect(counts == [count])
        #expect(hasItem)
    }

    @Test(arguments: ["我有两个问题", "隔离14天要戴口罩吗", "三个人"])
    func `a number that counts no goods is no quantity`(_ text: String) {
        #expect(!slots(text).contains { if case .quantity = $0 { true } else { false } })
    }

    @Test func `a city is told from its country`() {
        #expect(slots("从米兰飞杭州") == [.city("milan", country: "IT"), .city("hangzhou", country: "CN")])
        #expect(slots("I am in Germany") == [.country("DE")])
    }

    @Test func `ranges lie in order inside the text, whatever the text is`() {
        let storm = String(repeating: "3月28号CA834口罩一百个next tue德国28/3😀", count: 200)

        for text in [
            storm, String(repeating: "一", count: 10_000), String(repeating: "9", count: 10_000), "月", "/", "周",
        ] {
            let plain = PlainText(text)
            let slots = SlotReader.slots(in: plain)
            #expect(slots.allSatisfy { $0.range.upperBound <= plain.scalars.count && !$0.range.isEmpty })
            #expect(zip(slots, slots.dropFirst()).allSatisfy { $0.range.upperBound <= $1.range.lowerBound })
        }
    }

    @Test func `each day's number gives the day back`() throws {
        for number in stride(from: -200_000, to: 200_000, by: 37) {
            #expect(CalendarDay(number: number).number == number)
        }
        #expect(try #require(sent).weekday == 6)
        #expect(CalendarDay(year: 2021, month: 2, day: 29) == nil)
    }

    private func slots(_ text: String) -> [Slot.Value] { SlotReader.slots(in: PlainText(text)).map(\.value) }

    private func days(in text: String) throws -> [String] {
        let sent = try #require(sent)
        return slots(text).compactMap { value in
            guard case .date(let mention) = value, let day = mention.day(sentOn: sent) else { return nil }
            return "\(day.year)-\(day.month)-\(day.day)"
        }
    }
}
