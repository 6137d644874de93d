import Comprehension
import Foundation
import MutualAid
import Testing

struct CorrectionShareTests {
    private static let noon = Date(timeIntervalSince1970: 1_586_520_000)
    private let share = CorrectionShare(perMember: 3, perMemberAndDay: 2, perDay: 4, overall: 5)

    private func message(_ id: Int64, of member: Int64, day: Int = 0) -> CorrectedMessage {
        CorrectedMessage(
            id: ID(rawValue: id),
            member: ID(rawValue: member),
            text: "谢谢",
            labels: [.thankYou],
            at: Self.noon.addingTimeInterval(Double(day) * 86400 + Double(id))
        )
    }

    private func counted(_ messages: [CorrectedMessage]) -> [Int64] { share.counted(messages).map(\.id.rawValue) }

    @Test func `of one member's messages the newest two of a day count, and three altogether`() {
        #expect(counted([message(1, of: 1), message(2, of: 1), message(3, of: 1)]) == [2, 3])
        let days = (0..<3).flatMap { day in (1...2).map { message(Int64(day * 10 + $0), of: 1, day: day) } }
        #expect(counted(days) == [12, 21, 22])
    }

    @Test func `of one day four count, whoever wrote them`() {
        #expect(counted((1...6).map { message($0, of: $0) }) == [3, 4, 5, 6])
    }

    @Test func `altogether the newest five count, oldest first, in whatever order they come`() {
        let all = (0..<4).flatMap { day in
            (1...2).map { message(Int64(day * 10 + $0), of: Int64(day * 10 + $0), day: day) }
        }
        #expect(counted(all) == [12, 21, 22, 31, 32])
        #expect(counted(all.reversed()) == [12, 21, 22, 31, 32])
    }
}
