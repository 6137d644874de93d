/// A rule of each shape, beside guards of each kind.
private let rules = DangerSignRules(
    [
        DangerSignRule(
            id: "death",
            sign: .selfHarm,
            phrases: ["不想活", "自杀", "kill myself", "end it", "zs"],
            unless: ["游戏", "song"],
            isHeldBackByNegation: true,
            isHeldBackByPast: true
        ),
        DangerSignRule(
            id: "breath",
            sign: .acuteIllness,
            phrases: ["喘不过气", "can't breathe", "blue"],
            near: ["我", "he", "she"],
            with: ["嘴唇", "lips"],
            within: 8,
            isHeldBackByNegation: false,
            isHeldBackByPast: false
        ),
    ],
    guards: DangerSignGuards(
        idioms: ["笑死", "dying of laughter"],
        negations: ["不会", "没有", "not"],
        past: ["去年", "last year"],
        over: ["好了", "fine now"],
        fiction: ["电影", "film"],
        others: ["室友", "friend"]
    )
)

/// The signs in any bytes: what the first glance sees is what the rules find to look at.
func fuzzDanger(_ text: String) {
    let found = !rules.findings(in: PlainText(text)).isEmpty
    precondition(rules.find(in: text) == found)
}
