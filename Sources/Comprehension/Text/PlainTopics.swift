/// Topics that are nobody's own secret: papers, journeys, parcels, goods.
///
/// Whoever asks about one of them may be answered before everybody. What names none of them may be about somebody's
/// body or mind in words that no example has, so it is closed out rather than let in.
enum PlainTopics {
    /// Whether one of those is among the concepts found in a text.
    static func areNamed(in concepts: [Int32]) -> Bool { concepts.contains(where: plain.contains) }

    private static let plain = Set(
        table.split(whereSeparator: \.isWhitespace).flatMap { name in
            Concepts.shared.named(in: Array(String(name).unicodeScalars))
        }
    )

    /// One name of each concept.
    private static let table = """
        隔离 酒店 回国 落地 出境 登机 航班 机票 包机 外籍 签证 居留 外管局 护照 转机 改签 退票 航空公司 第一入境点
        健康码 海关 健康申明 预申报 变绿 报名 验证码 健康包 口罩 洗手液 随身 行李 免税 大使馆 口岸 网课 互助群 高铁
        房租 封城 考试 驾照 银行 外卖 面签 接机 志愿者 机器人 宠物 电脑 结婚 旅游 工资
        """
}
