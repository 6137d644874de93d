import Testing

@testable import Web

/// What two versions differ in (criterion A6).
struct TextDiffTests {
    private func told(_ old: String, _ new: String) -> String {
        TextDiff.pieces(old, new).map { piece in
            switch piece.kind {
            case .same: piece.text
            case .gone: "-\(piece.text)-"
            case .new: "+\(piece.text)+"
            }
        }.joined()
    }

    @Test(arguments: [
        ("请看新公告。", "请看旧公告。", "请看-新-+旧+公告。"), ("stay fourteen days", "stay seven days", "stay -fourteen-+seven+ days"),
        ("", "新", "+新+"), ("旧", "", "-旧-"), ("一样", "一样", "一样"), ("隔离14天", "隔离7天", "隔离-14-+7+天"),
    ])
    func `Chinese differs by character, English and numbers by word`(old: String, new: String, pieces: String) {
        #expect(told(old, new) == pieces)
    }

    @Test func `both texts are whole in the pieces, however long they are`() {
        let old = (0..<400).map { "line \($0 % 7) 第\($0)行" }.joined(separator: "\n")
        let new = (0..<500).map { "line \($0 % 5) 第\($0)行" }.joined(separator: "\n")

        let pieces = TextDiff.pieces(old, new)

        #expect(pieces.filter { $0.kind != .new }.map(\.text).joined().trimmingSuffix == old)
        #expect(pieces.filter { $0.kind != .gone }.map(\.text).joined().trimmingSuffix == new)
    }
}

extension String {
    /// Without the line break that comparing by line puts behind the last one.
    fileprivate var trimmingSuffix: String { hasSuffix("\n") ? String(dropLast()) : self }
}
