import Testing

@testable import Comprehension

/// What points to a person is taken out of a text that others are to read (criterion F15).
struct PersonalWordsTests {
    @Test(arguments: [
        ("我叫王小明,电话13812345678,驾照过期怎么换?", "我叫〔姓名〕,电话〔电话〕,驾照过期怎么换?"),
        ("请联系 li.wei@example.org 或 +39 347 123 4567", "请联系 〔邮箱〕 或 〔电话〕"),
        ("国航834和MU5012都取消了,怎么退?", "〔航班〕和〔航班〕都取消了,怎么退?"),
        ("微信号: lily_2020,护照E12345678过期", "微信号: 〔号码〕,护照〔号码〕过期"),
        ("@小陈 张医生说要隔离14天", "〔姓名〕 〔姓名〕医生说要隔离14天"),
        ("My name is Anna Rossi, flight AZ 784 was cancelled", "My name is [name], flight [flight] was cancelled"),
        ("see https://example.org/a?b=1 and call 0044 20 7946 0958", "see [link] and call [phone]"),
    ])
    func `names, phones, addresses, flights and numbers become class words (F15)`(text: String, bare: String) {
        #expect(PersonalWords.replaced(in: text) == bare)
    }

    @Test(arguments: [
        "2020-04-10之后回国要隔离14天吗?", "我是高中生,18岁,网课怎么报名?", "3月28号的新政策是什么?",
        "Is the quarantine still 14 days after 28 March 2020?", "口罩100个怎么寄?",
    ])
    func `what points to nobody stays (F15)`(text: String) {
        #expect(PersonalWords.replaced(in: text) == text)
    }

    @Test func `the writer's own name goes wherever it stands (F15)`() {
        let bare = PersonalWords.replaced(in: "小陈想问:小陈的签证怎么延?", names: ["小陈"])
        #expect(bare == "〔姓名〕想问:〔姓名〕的签证怎么延?")
    }
}
