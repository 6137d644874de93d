/// Countries by the names and main cities people write, in Chinese and English, to know where a question holds.
package struct CountryNames: Sendable {
    private let names: PhraseTable<String>

    /// The shipped list.
    package static let shared = CountryNames()

    private init() {
        names = PhraseTable(
            Self.table.split(separator: "\n").flatMap { line in
                let words = line.split(separator: " ", maxSplits: 1)
                let code = String(words[0])
                return words[1].split(separator: ",").map {
                    ($0.trimmingPrefix { $0 == " " }.lowercased(), code)
                }
            }
        )
    }

    /// ISO 3166-1 alpha-2 codes of the countries named, in order, each once; China, where everybody goes, is left out.
    package func mentions(in text: PlainText) -> [String] {
        var codes: [String] = []
        for found in names.matches(in: text.scalars) where !codes.contains(found.value) {
            codes.append(found.value)
        }
        return codes
    }

    /// Where each country is named, in order.
    func places(in text: PlainText) -> [(Range<Int>, String)] {
        names.matches(in: text.scalars).map { ($0.range, $0.value) }
    }

    private static let table = """
        DE 德国,柏林,慕尼黑,法兰克福,汉堡,germany,german,berlin,munich,frankfurt,hamburg
        GB 英国,伦敦,曼城,曼彻斯特,伯明翰,利兹,爱丁堡,苏格兰,uk,britain,england,london,manchester,birmingham,leeds,edinburgh,scotland,wales,british
        FR 法国,巴黎,里昂,france,paris,lyon,french
        IT 意大利,米兰,罗马,佛罗伦萨,普拉托,italy,milan,rome,florence,prato,italian
        ES 西班牙,马德里,巴塞罗那,瓦伦西亚,spain,madrid,barcelona,valencia,spanish
        PT 葡萄牙,里斯本,portugal,lisbon,portuguese,葡国
        NL 荷兰,阿姆斯特丹,鹿特丹,netherlands,holland,amsterdam,rotterdam,dutch
        BE 比利时,布鲁塞尔,belgium,brussels,belgian
        CH 瑞士,苏黎世,日内瓦,switzerland,zurich,geneva,swiss
        AT 奥地利,维也纳,austria,vienna,austrian
        SE 瑞典,斯德哥尔摩,sweden,stockholm,swedish
        NO 挪威,奥斯陆,norway,oslo,norwegian
        DK 丹麦,哥本哈根,denmark,copenhagen,danish
        FI 芬兰,赫尔辛基,finland,helsinki,finnish
        IE 爱尔兰,都柏林,ireland,dublin,irish
        IS 冰岛,iceland
        PL 波兰,华沙,poland,warsaw
        CZ 捷克,布拉格,czech,prague
        HU 匈牙利,布达佩斯,hungary,budapest,hungarian
        RO 罗马尼亚,romania
        BG 保加利亚,bulgaria
        GR 希腊,雅典,greece,athens,greek
        RS 塞尔维亚,serbia
        UA 乌克兰,基辅,ukraine,kyiv,kiev,ukrainian
        RU 俄罗斯,莫斯科,圣彼得堡,russia,moscow,russian
        BY 白俄罗斯,belarus
        TR 土耳其,伊斯坦布尔,turkey,istanbul,turkish
        US 美国,纽约,洛杉矶,旧金山,波士顿,芝加哥,西雅图,休斯顿,usa,america,new york,los angeles,san francisco,boston,chicago,seattle,houston,american
        CA 加拿大,多伦多,温哥华,蒙特利尔,canada,toronto,vancouver,montreal,canadian
        MX 墨西哥,mexico,mexican
        BR 巴西,圣保罗,brazil,sao paulo,brazilian
        AR 阿根廷,argentina,buenos aires
        CL 智利,chile,santiago
        PE 秘鲁,peru,lima
        CO 哥伦比亚,colombia,bogota
        EC 厄瓜多尔,ecuador
        VE 委内瑞拉,venezuela
        PA 巴拿马,panama
        JP 日本,东京,大阪,japan,tokyo,osaka,japanese
        KR 韩国,首尔,仁川,korea,seoul,incheon,korean
        SG 新加坡,singapore
        MY 马来西亚,吉隆坡,malaysia,kuala lumpur,malaysian,大马
        TH 泰国,曼谷,清迈,thailand,bangkok,thai
        VN 越南,胡志明,河内,vietnam,hanoi,vietnamese
        PH 菲律宾,马尼拉,philippines,manila
        ID 印尼,印度尼西亚,雅加达,indonesia,jakarta,indonesian
        IN 印度,孟买,新德里,india,mumbai,delhi,indian
        PK 巴基斯坦,pakistan
        BD 孟加拉,bangladesh
        LK 斯里兰卡,sri lanka
        NP 尼泊尔,nepal
        KH 柬埔寨,金边,西港,cambodia
        LA 老挝,laos
        MM 缅甸,myanmar
        KZ 哈萨克斯坦,kazakhstan
        IR 伊朗,iran
        AE 迪拜,阿联酋,dubai,uae,abu dhabi
        SA 沙特,saudi
        QA 卡塔尔,qatar,doha
        IL 以色列,israel
        AU 澳大利亚,澳洲,悉尼,墨尔本,布里斯班,珀斯,australia,sydney,melbourne,brisbane,perth,australian
        NZ 新西兰,奥克兰,new zealand,auckland,nz,kiwi
        FJ 斐济,fiji
        ZA 南非,约翰内斯堡,开普敦,south africa,johannesburg,cape town,south african
        KE 肯尼亚,内罗毕,kenya,nairobi
        NG 尼日利亚,拉各斯,nigeria,lagos
        ET 埃塞俄比亚,ethiopia,addis ababa
        EG 埃及,开罗,egypt,cairo,egyptian
        TZ 坦桑尼亚,tanzania
        UG 乌干达,uganda
        GH 加纳,ghana
        AO 安哥拉,罗安达,angola,luanda
        ZM 赞比亚,zambia
        MZ 莫桑比克,mozambique
        CD 刚果,congo
        CM 喀麦隆,cameroon
        SN 塞内加尔,senegal
        MA 摩洛哥,morocco
        DZ 阿尔及利亚,algeria
        """
}
