import Comprehension
import Foundation
import MutualAid
import Testing

/// Which entries somebody should look at, and when (criterion A8).
struct CareListTests {
    private static let now = Date(timeIntervalSince1970: 1_586_500_000)
    private let day = CalendarDay(at: Self.now, in: .gmt)

    private func lists(
        until: String? = nil,
        checked: String = "2020-04-09",
        published: Double = 1,
        _ change: (inout EntryCare) -> Void = { _ in }
    ) -> [CareList] {
        let entry = FAQEntry(
            id: "masks",
            version: "v2",
            topic: "masks",
            risk: .normal,
            titles: [:],
            questions: [:],
            answers: [:],
            groups: [],
            countries: [],
            validFrom: "2020-03-01",
            validUntil: until,
            source: FAQEntry.Source(name: "", date: "", url: nil),
            checkedOn: checked,
            reviewer: "lin",
            unreviewed: [],
            isPaused: false
        )
        var care = EntryCare()
        change(&care)
        return CaredEntry(entry: entry, publishedAt: Self.now.addingTimeInterval(-published * 86400))
            .lists(care, on: day, now: Self.now, oldAfter: 30)
    }

    @Test(arguments: [("2020-04-09", false), ("2020-04-10", true), ("2020-04-24", true), ("2020-04-25", false)])
    func `an entry that holds for two weeks at most is listed (A8)`(until: String, isListed: Bool) {
        #expect(lists(until: until).contains(.endsSoon) == isListed)
    }

    @Test func `one that is over is listed while it is asked for (A8)`() {
        #expect(lists(until: "2020-04-09").isEmpty)
        #expect(lists(until: "2020-04-09") { $0.askedInVain["masks"] = 1 } == [.overButAsked])
        #expect(lists(until: "2020-06-01") { $0.askedInVain["masks"] = 1 }.isEmpty)
    }

    @Test func `one that answered nothing for a month in force is listed (A8)`() {
        #expect(lists(published: 29).isEmpty && lists(published: 31) == [.neverMatched])
        #expect(lists(published: 90) { $0.lastAnswered["masks"] = Self.now.addingTimeInterval(-86400) }.isEmpty)
        #expect(
            lists(published: 90) { $0.lastAnswered["masks"] = Self.now.addingTimeInterval(-31 * 86400) }
                == [.neverMatched]
        )
    }

    @Test func `one whose text in force two people found of no help, and fewer helpful, is listed (A8)`() {
        func rated(_ version: String, _ helpful: Int, _ unhelpful: Int) -> [CareList] {
            lists {
                $0.ratings["masks"] = [
                    FAQRating(version: version, helpful: helpful, unhelpful: unhelpful, lastAt: Self.now)
                ]
            }
        }
        #expect(rated("v2", 1, 2) == [.lowRated])
        #expect(rated("v1", 1, 2).isEmpty && rated("v2", 0, 1).isEmpty && rated("v2", 2, 2).isEmpty)
    }

    @Test func `one whose source nobody checked for longer than was asked for is listed (A8)`() {
        #expect(lists(checked: "2020-03-11").isEmpty && lists(checked: "2020-03-10") == [.oldSource])
    }
}
