import Comprehension
import Foundation
import TemplateFiles
import Testing

struct KeptLabelModelTests {
    private let file = FileManager.default.temporaryDirectory
        .appendingPathComponent("kept-\(UUID().uuidString)/labels.kept")
    private let examples = [
        LabelledExample(text: "谢谢老家", labels: [.thankYou]), LabelledExample(text: "早上好", labels: [.chatter]),
    ]

    private func kept(_ circumstances: String = "this program") -> KeptLabelModel {
        KeptLabelModel(file: file, circumstances: circumstances)
    }

    @Test func `what was learnt is read back as it was`() throws {
        let learnt = LabelModel(learningFrom: examples)

        try kept().keep(learnt, of: examples)

        #expect(kept().model(of: examples)?.classifier == learnt.classifier)
    }

    @Test func `other lines, another order, other labels or another program find nothing`() throws {
        try kept().keep(LabelModel(learningFrom: examples), of: examples)
        let relabelled = [examples[0], LabelledExample(text: "早上好", labels: [.distress])]

        #expect(kept().model(of: Array(examples.reversed())) == nil)
        #expect(kept().model(of: Array(examples.prefix(1))) == nil)
        #expect(kept().model(of: relabelled) == nil)
        #expect(kept("another program").model(of: examples) == nil)
    }

    @Test func `a damaged file or none is as good as none`() throws {
        #expect(kept().model(of: examples) == nil)
        try kept().keep(LabelModel(learningFrom: examples), of: examples)
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count - 3] ^= 1
        try bytes.write(to: file)

        #expect(kept().model(of: examples) == nil)
    }
}
