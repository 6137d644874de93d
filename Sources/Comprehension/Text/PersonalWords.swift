import Foundation

/// Takes what points to a person out of a text that others are to read: names, phones, addresses, flights, numbers of
/// papers; a word of its class stands in its place (criterion F15).
///
/// It errs towards taking out too much; whoever uses the text reads it before it is kept.
package enum PersonalWords {
    /// - Parameters:
    ///   - text: what somebody wrote.
    ///   - names: how they are called, where that is known.
    /// - Returns: the text with class words, such as 〔电话〕 or [phone], in its own language.
    package static func replaced(in text: String, names: [String] = []) -> String {
        let words = ClassWords(Language.detect(text).ofReply)
        var text = text
        text = text.replacing(/[A-Za-z0-9._%+\-]+[@＠][A-Za-z0-9.\-]+\.[A-Za-z]{2,}/, with: words.address)
        text = text.replacing(/https?:\/\/[^\s，。；、）」》]+/.ignoresCase(), with: words.link)
        text = text.replacing(/[@＠][^\s@＠，。！？,!?:：]+/, with: words.name)
        text = text.replacing(airline, with: words.flight)
        text = text.replacing(/\b(?:[A-Z]{2}|[A-Z]\d|\d[A-Z])[ -]?\d{3,4}\b/.ignoresCase(), with: words.flight)
        text = text.replacing(/\b[A-Z]{1,2}\d{6,9}\b/.ignoresCase(), with: words.number)
        text = text.replacing(/[+＋]?\d[\d\-－ ()（）]{5,}[\dXx]/) { match in
            isTelling(match.output) ? words.phone : String(match.output)
        }
        text = text.replacing(/((?:微信号?|wechat|weixin|qq|line|whatsapp)[:：是 ]*)[A-Za-z0-9_\-]{5,}/.ignoresCase()) {
            match in match.output.1 + words.number
        }
        for name in names.flatMap(parts) { text = text.replacing(name, with: words.name) }
        text = text.replacing(/((?:我叫|名叫|叫做|名字[是叫]|姓名|联系人|聯絡人|收件人)[:：是 ]*)[\u{4E00}-\u{9FFF}]{2,4}/) { match in
            match.output.1 + words.name
        }
        text = text.replacing(english) { match in match.output.1 + words.name }
        return text.replacing(titled) { match in words.name + match.output.1 }
    }

    /// A date in digits points to nobody; seven digits and more otherwise do.
    private static func isTelling(_ found: Substring) -> Bool {
        let isDate = found.prefixMatch(of: /(?:19|20)\d\d[\- ]\d{1,2}[\- ]\d{1,2}(?!\d)/) != nil
        return !isDate && found.count(where: \.isNumber) >= 7
    }

    /// A name as a whole, and each word of it that is long enough to be nothing else.
    private static func parts(of name: String) -> [String] {
        let whole = name.trimmingCharacters(in: .whitespacesAndNewlines)
        let words = whole.split(separator: " ").map(String.init).filter { $0.count >= 3 }
        return ([whole] + words).filter { $0.count >= 2 }
    }

    private static var airline: Regex<Substring> {
        /(?:国航|國航|东航|東航|南航|海航|厦航|廈航|深航|川航|山航|上航|吉祥|春秋|国泰|國泰|汉莎|漢莎|法航|荷航|芬航|卡航|新航|泰航|日航|全日空|航班号?)[ 是:：]?[A-Za-z]{0,2}\d{2,4}/
    }

    private static var english: Regex<(Substring, Substring)> {
        /((?:my name is|i am called|name[:：])\s*)[A-Za-z][A-Za-z'\-]+(?: [A-Z][A-Za-z'\-]+)?/.ignoresCase()
    }

    private static var titled: Regex<(Substring, Substring)> {
        /[王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林罗羅郑鄭梁谢謝宋唐许許邓鄧冯馮韩韓曹曾彭萧肖蔡潘田董袁于余叶葉蒋蔣杜苏蘇魏程吕呂丁沈任姚卢盧姜崔钟鍾谭譚陆陆陸汪范石廖贾賈韦付方白邹鄒孟熊秦邱江尹薛闫段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴武戴莫孔向汤湯][\u{4E00}-\u{9FFF}]{0,2}?(先生|女士|小姐|太太|医生|醫生|老师|老師|阿姨|叔叔|大哥|大姐|师傅|師傅)/
    }
}

/// What stands in the place of what was taken out.
private struct ClassWords {
    let name: String
    let phone: String
    let address: String
    let flight: String
    let number: String
    let link: String

    init(_ language: ReplyLanguage) {
        switch language {
        case .chinese: (name, phone, address, flight, number, link) = ("〔姓名〕", "〔电话〕", "〔邮箱〕", "〔航班〕", "〔号码〕", "〔链接〕")
        case .english:
            (name, phone, address, flight, number, link) = (
                "[name]", "[phone]", "[e-mail]", "[flight]", "[number]", "[link]"
            )
        }
    }
}
