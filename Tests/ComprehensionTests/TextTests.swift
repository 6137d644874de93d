import Testing

@testable import Comprehension

/// How texts are brought to one form, and what is read off their letters (F4).
struct TextTests {
    @Test(arguments: [
        ("ＮＨＳ１１１", "nhs111"), ("回國 要 隔離", "回国 要 隔离"), ("  a \t b\n", "a b"), ("I CAN’T", "i can't"),
        ("隔离\u{200B}几天", "隔离几天"),
    ])
    func `width, case, script, blanks and invisible characters are one form`(written: String, plain: String) {
        #expect(PlainText(written).string == plain)
    }

    @Test(arguments: [
        ("回国要隔离几天", Language.chinese), ("回國要隔離幾天", .traditionalChinese), ("how many days", .english),
        ("我的flight被cancel了", .chinese), ("my flight is cancelled 怎么办 please help", .mixed), ("", .chinese),
        ("👍", .chinese), ("ok", .english), ("@互助 How long is quarantine?", .english), ("Thanks @互助", .english),
        ("@huzhu 請問隔離多久", .traditionalChinese), ("@互助请问隔离多久", .chinese), ("@互助", .chinese), ("@", .chinese),
    ])
    func `the language is told by its letters`(text: String, language: Language) {
        #expect(Language.detect(text) == language)
    }

    @Test(arguments: [
        ("我在德国,从法兰克福走", ["DE"]), ("from London to Milan", ["GB", "IT"]), ("回浙江", []), ("my Spanish visa", ["ES"]),
        ("austerity", []),
    ])
    func `countries are told by their names, main cities and adjectives`(text: String, codes: [String]) {
        #expect(CountryNames.shared.mentions(in: PlainText(text)) == codes)
    }

    @Test func `places in China are told apart, and where one comes from is no destination`() {
        let mentions = Places.shared.mentions(in: PlainText("从泰国回来,落地广州"))

        #expect(mentions.map(\.place) == ["TH", "CN-GD"])
        #expect(mentions.map(\.isOrigin) == [true, false])
    }

    @Test(arguments: [
        ("隔离多少天", "how many days in quarantine"), ("签证到期", "my visa expires"), ("健康码", "health codes"),
        ("怎么退票", "refund"),
    ])
    func `a concept is the same in both languages`(chinese: String, english: String) {
        let left = Set(Concepts.shared.named(in: PlainText(chinese).scalars))
        let right = Set(Concepts.shared.named(in: PlainText(english).scalars))

        #expect(!left.isEmpty && left.isSubset(of: right) || right.isSubset(of: left) && !right.isEmpty)
    }

    @Test func `Chinese is cut into characters and pairs, English into words without their endings`() {
        #expect(Grams.of(PlainText("隔离")).count == 3)
        #expect(Grams.of(PlainText("flights")) == Grams.of(PlainText("the flight")))
        #expect(Grams.of(PlainText("!? 🙂")) == [])
    }
}
