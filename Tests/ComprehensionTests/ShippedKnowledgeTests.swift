import Foundation
import MutualAid
import TemplateFiles
import Testing

@testable import Comprehension

/// The starter knowledge, asked in words that no entry lists (F17).
struct ShippedKnowledgeTests {
    static let index: KnowledgeIndex? = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        // A folder that cannot be read leaves no index, and every test below fails.
        let entries = try? FAQFolder.read(root.appendingPathComponent("Templates/faq"))
        return entries.map { entries in
            KnowledgeIndex(
                entries.map { entry in
                    KnowledgeEntry(
                        id: entry.id,
                        phrasings: entry.questions.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap(\.value),
                        countries: entry.countries
                    )
                }
            )
        }
    }()

    @Test(arguments: [
        ("回国到浙江要隔离几天?", "quarantine-on-arrival-zhejiang"),
        ("How long is the quarantine when I land in Zhejiang?", "quarantine-on-arrival-zhejiang"),
        ("我想問下回浙江現在要隔離多少天", "quarantine-on-arrival-zhejiang"),
        ("隔离酒店的费用谁来承担", "quarantine-cost-zhejiang"),
        ("洗手液可以带上飞机吗", "carry-on-sanitizer-masks"),
        ("领事保护热线电话多少", "hotline-12308"),
        ("why are flights to China so expensive", "flights-why-so-scarce"),
        ("法国居留卡过期了怎么办", "visa-france-90-days"),
        ("how do I extend my study permit in Canada", "visa-canada-apply-to-extend"),
        ("包机回国一个人多少钱", "temporary-flight-cost"),
    ])
    func `a fresh question is answered unasked (F3)`(text: String, entry: String) throws {
        let index = try #require(Self.index)

        let best = try #require(index.candidates(for: PlainText(text)).first)

        #expect(best.entry == entry)
        #expect(best.probability >= index.thresholds.answerUnasked)
    }

    @Test(arguments: [
        "德国要隔离几天", "挪威签证到期怎么办", "How many days of quarantine in Beijing", "驾照到期怎么换", "can I bring my dog home",
        "今天美国新增多少病例", "杭州天气怎么样", "从中国飞英国要隔离几天", "晚上吃什么", "健身房什么时候开门",
    ])
    func `another country, direction or topic is not answered`(text: String) throws {
        let index = try #require(Self.index)

        let best = index.candidates(for: PlainText(text)).first?.probability ?? 0

        #expect(best < index.thresholds.answer)
    }

    @Test func `every listed question finds its own entry, and surely`() throws {
        let index = try #require(Self.index)

        for entry in index.entries {
            let best = entry.phrasings.first.flatMap { index.candidates(for: PlainText($0)).first }
            #expect(best?.entry == entry.id)
            #expect(best?.probability ?? 0 >= 0.99)
        }
    }

    @Test func `the bars lie where withheld phrasings were right`() throws {
        let thresholds = try #require(Self.index).thresholds

        #expect((0.5...0.7).contains(thresholds.answer))
        #expect((0.6...0.85).contains(thresholds.answerUnasked))
    }
}
