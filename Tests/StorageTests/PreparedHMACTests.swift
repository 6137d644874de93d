import Crypto
import Foundation
import Testing

@testable import Storage

struct PreparedHMACTests {
    @Test func `a code is that of RFC 4231, test case 2`() {
        let code = PreparedHMAC(key: SymmetricKey(data: Data("Jefe".utf8)))
            .code(over: Array("what do ya want for nothing?".utf8))
        let hex = code.map { String(format: "%02x", $0) }.joined()
        #expect(hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test(arguments: [0, 1, 55, 56, 64, 200])
    func `a code is the library's, whatever the length, however often it is used`(length: Int) {
        let key = SymmetricKey(size: .bits256)
        let words = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
        let prepared = PreparedHMAC(key: key)
        for _ in 0..<2 {
            let code = Array(prepared.code(over: words))
            #expect(code == Array(HMAC<SHA256>.authenticationCode(for: words, using: key)))
        }
    }
}
