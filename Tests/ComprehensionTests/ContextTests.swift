import Comprehension
import Foundation
import MutualAid
import TemplateFiles
import Testing

/// Lines that lean on the one before, and lines that stand alone.
struct ContextTests {
    private let interpreter = Interpreter(
        labels: LabelModel(learningFrom: []),
        dangerSigns: DangerSignRules([], guards: .none),
        knowledge: KnowledgeIndex([
            KnowledgeEntry(
                id: "visa-germany",
                phrasings: ["德国签证到期怎么办", "my visa in Germany expires"],
                countries: ["DE"]
            ),
            KnowledgeEntry(
                id: "visa-france",
                phrasings: ["法国签证到期怎么办", "my visa in France expires"],
                countries: ["FR"]
            ),
            KnowledgeEntry(id: "quarantine", phrasings: ["回国要隔离几天", "how long is quarantine"]),
        ])
    )

    static let leaning = """
        那小孩呢?|还有吗|那德国呢|学生呢?|and for Germany?|what about children?|那如果是老人呢|要钱吗?|多久?|为什么?|and then?|德国呢?
        how long?|what about the UK?|那我们呢|那孕妇呢?|也一样吗|how much?|why?|is it free?|那个怎么弄|这个要多久|does it also apply?|然后呢
        same for me?|and for students?|and if I am positive?|英国的呢?|法国呢|for France?|那外籍的呢?|我老公呢?|那没有票呢|那没症状呢?
        其他国家呢?|那可以吗|那需要吗|where?|when?|有链接吗|费用呢?|那费用呢|怎么申请?|找谁?|去哪办|and my kids?|what if not?|anything else?
        那从意大利呢?|如果是外国护照呢|換成法國呢|那老人呢?|父母呢?|what about Spain|how about masks?|and in Italy?|那行李呢?|之后呢?|几天?
        was that for me?|is that for everyone?|那轮椅呢|宝宝呢?|那美国呢?|也需要吗?|真的吗?|are you sure?
        """.split(whereSeparator: { $0 == "|" || $0 == "\n" }).map(String.init)

    static let standing = """
        回国要隔离几天?|how long is quarantine in Zhejiang|德国签证到期怎么办|口罩怎么领|那回国要隔离几天呢?|你们的爱心包在哪里领呢?
        请问健康码怎么填|can I transit in Hong Kong|大家晚上好|收到谢谢|what are the symptoms of the virus|机票能退吗?|在吗|隔离
        我室友发烧了怎么办呢|my visa expires next week what should I do|where can I get masks in Milan?|小孩可以一个人坐飞机回国吗?
        留学生可以领健康包吗?|哪些人不能坐飞机|隔离的酒店要自己付钱吗|how much is a ticket home|孕妇能不能坐飞机回国|好的|哈哈哈
        从德国回国要隔离几天|is ibuprofen dangerous with the virus?|需要提前做核酸检测吗|12308
        """.split(whereSeparator: { $0 == "|" || $0 == "\n" }).map(String.init)

    @Test func `a line that leans on another is seen to, and is never answered alone`() {
        let missed = Self.leaning.filter { !interpreter.understand($0).leansOnContext }

        #expect(Self.leaning.count >= 60)
        #expect(missed.count * 20 <= Self.leaning.count, "\(missed)")
        #expect(
            Self.leaning.filter { interpreter.understand($0).leansOnContext }.allSatisfy {
                interpreter.understand($0).zone == .escalate
            }
        )
    }

    @Test func `a question that says all it needs is not taken for a follow-up`() {
        let mistaken = Self.standing.filter { interpreter.understand($0).leansOnContext }

        #expect(mistaken.isEmpty, "\(mistaken)")
    }

    @Test func `hardly any question of the shipped knowledge is taken for a follow-up`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
        let entries = try FAQFolder.read(root.appendingPathComponent("Templates/faq").standardizedFileURL)
        let questions = entries.flatMap { $0.questions.values.joined() }

        let mistaken = questions.filter { interpreter.understand($0).leansOnContext }

        #expect(mistaken.count * 100 <= questions.count, "\(mistaken)")
    }

    @Test(arguments: [
        ("德国签证到期怎么办", "那法国呢?", "visa-france"), ("my visa in Germany expires", "and for France?", "visa-france"),
    ])
    func `the question before is asked again of the other country`(_ before: String, _ line: String, _ entry: String) {
        let understanding = interpreter.understand(line, after: before, answered: "visa-germany")

        #expect(understanding?.candidates.first?.entry == entry)
        #expect(understanding?.context == .joined)
        #expect(understanding?.leansOnContext == false)
    }

    @Test func `what was answered already does not answer what is new`() {
        #expect(interpreter.understand("那小孩呢?", after: "回国要隔离几天", answered: "quarantine") == nil)
        #expect(interpreter.understand("那小孩呢?", after: "回国要隔离几天", answered: nil) != nil)
    }

    @Test(arguments: [
        ("我在德国,签证到期了", "DE"), ("I live in Milan and need masks", "IT"), ("在英国读书,怎么回国", "GB"), ("坐标法国", "FR"),
    ])
    func `where the writer says to be is learnt`(_ text: String, _ country: String) {
        #expect(interpreter.understand(text).statedCountry == country)
    }

    @Test(arguments: ["我朋友在德国读书", "德国签证怎么延", "flights from Italy to France", "我在德国,我在法国"])
    func `where others are, or journeys go, is not`(_ text: String) {
        #expect(interpreter.understand(text).statedCountry == nil)
    }
}
