/// The names of goods and cities that slots are read by.
enum SlotNames {
    static let items = PhraseTable<SupplyItem>(
        table(
            """
            masks 口罩,n95,kn95,ffp2,面罩,mask,masks,face mask,face masks
            gloves 手套,glove,gloves
            thermometers 体温计,体温枪,额温枪,温度计,测温枪,thermometer,thermometers
            goggles 护目镜,goggles,face shield,face shields
            suits 防护服,隔离衣,protective suit,protective suits,protective gown,gowns
            sanitizer 消毒液,洗手液,免洗,酒精,消毒水,消毒湿巾,湿巾,84,sanitizer,sanitiser,hand gel,alcohol wipes,disinfectant
            medicine 连花清瘟,莲花清瘟,布洛芬,退烧药,感冒药,板蓝根,药品,药,中药,medicine,medicines,paracetamol,ibuprofen,lianhua
            food 食物,食品,大米,方便面,泡面,蔬菜,粮食,奶粉,food,rice,noodles,groceries,vegetables
            kits 健康包,爱心包,防疫包,物资包,health kit,health kits,care package,care packages,kit,kits
            tests 试剂盒,检测盒,试纸,test kit,test kits
            """
        ) { SupplyItem(rawValue: $0) }
    )

    /// Cities by their country: `DE:berlin`.
    static let cities = PhraseTable<String>(
        table(
            """
            DE:berlin 柏林,berlin
            DE:munich 慕尼黑,munich
            DE:frankfurt 法兰克福,frankfurt
            DE:hamburg 汉堡,hamburg
            GB:london 伦敦,london
            GB:manchester 曼城,曼彻斯特,manchester
            GB:birmingham 伯明翰,birmingham
            GB:leeds 利兹,leeds
            GB:edinburgh 爱丁堡,edinburgh
            FR:paris 巴黎,paris
            FR:lyon 里昂,lyon
            IT:milan 米兰,milan
            IT:rome 罗马,rome
            IT:florence 佛罗伦萨,florence
            IT:prato 普拉托,prato
            ES:madrid 马德里,madrid
            ES:barcelona 巴塞罗那,barcelona
            ES:valencia 瓦伦西亚,valencia
            PT:lisbon 里斯本,lisbon
            NL:amsterdam 阿姆斯特丹,amsterdam
            BE:brussels 布鲁塞尔,brussels
            CH:zurich 苏黎世,zurich
            AT:vienna 维也纳,vienna
            SE:stockholm 斯德哥尔摩,stockholm
            RU:moscow 莫斯科,moscow
            TR:istanbul 伊斯坦布尔,istanbul
            US:new york 纽约,new york
            US:los angeles 洛杉矶,los angeles
            US:san francisco 旧金山,san francisco
            US:boston 波士顿,boston
            US:chicago 芝加哥,chicago
            US:seattle 西雅图,seattle
            CA:toronto 多伦多,toronto
            CA:vancouver 温哥华,vancouver
            CA:montreal 蒙特利尔,montreal
            BR:sao paulo 圣保罗,sao paulo
            JP:tokyo 东京,tokyo
            JP:osaka 大阪,osaka
            KR:seoul 首尔,seoul
            TH:bangkok 曼谷,bangkok
            MY:kuala lumpur 吉隆坡,kuala lumpur
            PH:manila 马尼拉,manila
            AE:dubai 迪拜,dubai
            AU:sydney 悉尼,sydney
            AU:melbourne 墨尔本,melbourne
            AU:brisbane 布里斯班,brisbane
            AU:perth 珀斯,perth
            NZ:auckland 奥克兰,auckland
            ZA:johannesburg 约翰内斯堡,johannesburg
            ET:addis ababa 亚的斯亚贝巴,addis ababa
            CN:shanghai 上海,浦东,shanghai,pudong
            CN:beijing 北京,beijing
            CN:hangzhou 杭州,hangzhou
            CN:zhuji 诸暨,zhuji
            CN:ningbo 宁波,ningbo
            CN:wenzhou 温州,wenzhou
            CN:guangzhou 广州,guangzhou
            CN:shenzhen 深圳,shenzhen
            CN:tianjin 天津,tianjin
            CN:chengdu 成都,chengdu
            CN:xiamen 厦门,xiamen
            HK:hong kong 香港,hong kong,hongkong
            """
        ) { $0 }
    )

    /// Measure words; English ones with the blank before them.
    static let measures = [
        "个", "只", "盒", "箱", "包", "瓶", "副", "双", "套", "支", "件", "片", "粒", "份", "袋", "张", "枚", "桶", "板", "罐",
        " boxes of", " boxes", " box of", " box", " packs of", " packs", " pack of", " pack", " pieces of", " pieces",
        " pcs", " bottles of", " bottles", " bottle of", " bottle", " pairs of", " pairs", " pair of", " pair",
        " bags of", " bags", " sets of", " sets", "pcs", "x",
    ]

    static let englishNumbers: [(word: String, value: Int)] = [
        ("a dozen", 12), ("a couple of", 2), ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6),
        ("seven", 7), ("eight", 8), ("nine", 9), ("ten", 10), ("twelve", 12), ("twenty", 20), ("thirty", 30),
        ("fifty", 50), ("a hundred", 100), ("one hundred", 100), ("two hundred", 200), ("a thousand", 1_000),
    ].sorted { $0.0.utf8.count > $1.0.utf8.count }

    private static func table<Value>(_ text: String, _ value: (String) -> Value?) -> [(String, Value)] {
        text.split(separator: "\n").flatMap { line -> [(String, Value)] in
            // The key of a city may hold a blank: the names begin behind the last blank before the first comma.
            let head = line.prefix { $0 != "," }
            let key = head.contains(where: { !$0.isASCII }) ? head.prefix { $0.isASCII } : head
            let name = key.split(separator: " ", maxSplits: 1).first.map(String.init) ?? ""
            let full = line.contains(":") ? String(key).trimmingBlanks : name
            guard let value = value(full) else { return [] }
            return line.dropFirst(full.count).split(separator: ",").map { (String($0).trimmingBlanks, value) }
        }
    }
}

extension String {
    fileprivate var trimmingBlanks: String { split(separator: " ").joined(separator: " ") }
}
