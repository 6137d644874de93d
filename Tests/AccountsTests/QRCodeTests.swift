import Accounts
import Testing

struct QRCodeTests {
    @Test(arguments: [(1, 21), (14, 21), (15, 25), (100, 41), (180, 53)])
    func `a longer text takes a larger code`(length: Int, size: Int) throws {
        let code = try #require(QRCode(String(repeating: "a", count: length)))

        #expect(code.size == size)
    }

    @Test func `a text of more than 180 bytes has none`() {
        #expect(QRCode(String(repeating: "a", count: 181)) == nil)
    }

    @Test func `a code has its three finders`() throws {
        let code = try #require(QRCode("互助"))

        for (row, column) in [(0, 0), (0, code.size - 7), (code.size - 7, 0)] {
            #expect((0..<7).allSatisfy { code[row, column + $0] && code[row + 6, column + $0] })
            #expect(!code[row + 1, column + 1] && code[row + 3, column + 3])
        }
    }
}
