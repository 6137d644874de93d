import Testing

@testable import Comprehension

/// Why an entry came near, in words (criterion A3).
struct SharedWordsTests {
    @Test func `the nearest phrasing and the runs in common are told, once each and in the question's order (A3)`() {
        let shared = SharedWords("回國到浙江要隔離幾天?", ["口罩怎么领?", "回国到浙江要隔离多少天?"])

        #expect(shared.phrasing == "回国到浙江要隔离多少天?")
        #expect(shared.words == ["回国到浙江要隔离"])
    }

    @Test func `words of both scripts count, whatever their case`() {
        let shared = SharedWords("Visa 过期了 visa", ["过期的VISA怎么办"])

        #expect(shared.words == ["visa", "过期"])
    }

    @Test func `where nothing is shared nothing is told`() {
        #expect(SharedWords("学校宿舍", ["masks?"]) == SharedWords("", []))
        #expect(SharedWords("学校宿舍", ["masks?"]).phrasing == nil)
    }
}
