import Testing

@testable import Comprehension

/// Retrieval over a small knowledge base made here (F2, F4, F5).
struct RetrievalTests {
    static let index = KnowledgeIndex([
        KnowledgeEntry(
            id: "quarantine",
            phrasings: [
                "回国到浙江要隔离多少天?", "落地杭州要去酒店隔离吗", "入境浙江 隔离几天", "How many days of quarantine in Zhejiang?",
                "do I go to a quarantine hotel after landing in Hangzhou",
            ]
        ),
        KnowledgeEntry(
            id: "cost",
            phrasings: [
                "隔离的钱谁出?", "隔离酒店一天多少钱", "隔离免费吗", "Who pays for quarantine?", "how much is the quarantine hotel",
            ]
        ),
        KnowledgeEntry(
            id: "visa-germany",
            phrasings: ["德国签证到期怎么办", "德国居留过期,外管局关门了", "My German visa expires", "Germany residence permit runs out"],
            countries: ["DE"]
        ),
        KnowledgeEntry(
            id: "visa-korea",
            phrasings: ["韩国签证到期怎么办", "登陆证过期,要去出入境吗", "My Korean visa expires", "Korea alien card runs out"],
            countries: ["KR"]
        ),
        KnowledgeEntry(
            id: "hotline",
            phrasings: ["领事保护电话是多少", "12308怎么拨", "consular hotline number", "How do I dial 12308?"],
            references: ["https://cs.mfa.gov.cn/12308"]
        ),
    ])

    private func candidates(_ text: String) -> [Candidate] { Self.index.candidates(for: PlainText(text)) }

    @Test(arguments: [
        ("從西班牙回國,到浙江隔離幾天", "quarantine"), ("How long must I isolate after arriving in Zhejiang", "quarantine"),
        ("酒店隔离的费用要自己掏吗", "cost"), ("is the isolation hotel expensive", "cost"), ("我的德国居留卡快到期了", "visa-germany"),
        ("韩国 登陆证 到期", "visa-korea"), ("我想问下领事保护的热线号码", "hotline"),
    ])
    func `fresh words find their entry, in either script and language (F4)`(text: String, entry: String) {
        #expect(candidates(text).first?.entry == entry)
    }

    @Test(arguments: ["挪威签证到期怎么办", "my Norwegian visa expires", "到意大利要隔离多少天", "落地广东要隔离几天"])
    func `a question about another place is not answered`(text: String) {
        let best = candidates(text).first?.probability ?? 0

        #expect(best < 0.3)
    }

    @Test(arguments: ["今晚吃什么", "谁有去年的考卷", "what time is the football match"])
    func `a question about something else is not answered`(text: String) {
        #expect(candidates(text).first?.probability ?? 0 < 0.3)
    }

    @Test(arguments: [
        ("回国到浙江要隔离多少天?", "quarantine"), ("回國到浙江要隔離多少天?", "quarantine"), ("12308", "hotline"),
        ("https://cs.mfa.gov.cn/12308", "hotline"),
    ])
    func `the exact question, an address or a number beats every likeness (F5)`(text: String, entry: String) {
        let found = candidates(text)

        #expect(found.first?.entry == entry)
        #expect(found.first?.probability ?? 0 >= 0.99)
        #expect(found.dropFirst().allSatisfy { $0.probability < 0.1 })
    }

    @Test func `a word that two entries share is certain of neither (F5)`() {
        let found = candidates("隔离")

        #expect(Set(found.prefix(2).map(\.entry)) == ["quarantine", "cost"])
        #expect(found.first?.probability ?? 1 < 0.6)
    }

    @Test func `probabilities are ordered and no more than one together`() {
        let found = candidates("隔离酒店多少钱,要住几天")

        #expect(found.map(\.probability) == found.map(\.probability).sorted(by: >))
        #expect(found.reduce(0) { $0 + $1.probability } <= 1.0001)
        #expect(found.count <= 10)
    }

    @Test func `the same knowledge gives the same candidates, bit for bit`() {
        let again = KnowledgeIndex(Self.index.entries)

        for text in ["隔离酒店多少钱", "how long is quarantine", "签证"] {
            #expect(again.candidates(for: PlainText(text)) == candidates(text))
        }
    }

    @Test func `an empty knowledge base and an empty text find nothing`() {
        #expect(KnowledgeIndex([]).candidates(for: PlainText("隔离几天")) == [])
        #expect(candidates("") == [])
        #expect(candidates("?!") == [])
    }

    @Test func `Wilson's bound is below the share, the more so the fewer there are`() {
        #expect(Bars.wilson(10, of: 10) < 0.75)
        #expect(Bars.wilson(100, of: 100) > 0.95)
        #expect(Bars.wilson(0, of: 5) < 0.01)
    }
}
