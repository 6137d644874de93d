/// The places a text names, and whether the writer only starts from there.
///
/// Chinese provinces count beside countries: how long one is quarantined in Guangdong is not what an entry on Zhejiang
/// answers, while "from Thailand" changes nothing.
struct Places: Sendable {
    struct Mention: Equatable {
        /// A country's code, or `CN-` and the province for a place in China.
        let place: String
        /// Where the writer is or comes from, not what the question is about.
        let isOrigin: Bool

        var isInChina: Bool { place.hasPrefix("CN-") }
    }

    private let provinces: PhraseTable<String>

    static let shared = Places()

    private init() {
        provinces = PhraseTable(
            Self.table.split(separator: "\n").flatMap { line in
                let words = line.split(separator: " ", maxSplits: 1)
                return words[1].split(separator: ",").map { (String($0), "CN-" + words[0]) }
            }
        )
    }

    /// Every place named, in order of appearance.
    func mentions(in text: PlainText) -> [Mention] {
        let scalars = text.scalars
        let found =
            provinces.matches(in: scalars).map { ($0.range, $0.value) } + CountryNames.shared.places(in: text)
        return found.sorted { $0.0.lowerBound < $1.0.lowerBound }.map { range, place in
            Mention(place: place, isOrigin: Self.isOrigin(range, in: scalars))
        }
    }

    private static func isOrigin(_ range: Range<Int>, in scalars: [Unicode.Scalar]) -> Bool {
        let before = scalars[max(0, range.lowerBound - 12)..<range.lowerBound]
        let after = scalars[range.upperBound..<min(scalars.count, range.upperBound + 4)]
        return before.contains(anyOf: originsBefore, atEnd: true) || after.contains(anyOf: originsAfter, atEnd: false)
    }

    private static let originsBefore = [
        "从", "由", "自", "我在", "人在", "我们在", "住在", "from ", "i'm in ", "im in ",
        "i am in ", "live in ", "we are in ", "living in ", "studying in ", "study in ", "based in ",
    ]
    .map { Array($0.unicodeScalars) }
    private static let originsAfter = ["回国", "回来", "回浙", "回诸", "回中", "飞回", "出发", "飞杭", "飞浙", "飞上", "的同学", "留学"]
        .map { Array($0.unicodeScalars) }

    private static let table = """
        ZJ 浙江,诸暨,杭州,宁波,温州,义乌,绍兴,嘉兴,金华,台州,湖州,丽水,衢州,舟山,zhejiang,zhuji,hangzhou,ningbo,wenzhou,yiwu,shaoxing
        SH 上海,浦东,沪,shanghai,pudong
        BJ 北京,beijing
        TJ 天津,tianjin
        GD 广东,广州,深圳,珠海,guangdong,guangzhou,shenzhen
        SD 山东,青岛,济南,烟台,shandong,qingdao,jinan
        FJ 福建,厦门,福州,fujian,xiamen,fuzhou
        SC 四川,成都,sichuan,chengdu
        JS 江苏,南京,苏州,无锡,jiangsu,nanjing,suzhou
        LN 辽宁,沈阳,大连,liaoning,shenyang,dalian
        SN 陕西,西安,shaanxi,xian
        HB 湖北,武汉,hubei,wuhan
        HN 湖南,长沙,hunan,changsha
        HA 河南,郑州,henan,zhengzhou
        CQ 重庆,chongqing
        YN 云南,昆明,yunnan,kunming
        HI 海南,海口,三亚,hainan
        HL 黑龙江,哈尔滨,heilongjiang,harbin
        NM 内蒙古,呼和浩特,hohhot
        JX 江西,南昌,jiangxi
        AH 安徽,合肥,anhui
        GX 广西,南宁,guangxi
        HE 河北,石家庄,hebei
        SX 山西,太原,shanxi
        HK 香港,hong kong,hongkong
        MO 澳门,macau,macao
        TW 台湾,台北,taiwan,taipei
        """
}

extension ArraySlice<Unicode.Scalar> {
    fileprivate func contains(anyOf words: [[Unicode.Scalar]], atEnd: Bool) -> Bool {
        words.contains { word in
            count >= word.count && (atEnd ? suffix(word.count) : prefix(word.count)).elementsEqual(word)
        }
    }
}
