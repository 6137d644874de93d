import Comprehension
import Testing

@testable import Storage

/// The labels that a decision's record says, read quickly or as JSON.
struct DecidedLabelsTests {
    @Test(arguments: [
        ("{\"understanding\":{\"decided\":[\"distress\",\"chatter\"],\"zone\":\"ask\"}}", ["distress", "chatter"]),
        ("{\"understanding\":{\"decided\":[]}}", []),
        ("{\"understanding\":{\"decided\":[\"of_old\",\"chatter\"]}}", ["chatter"]),
        ("{\"understanding\": { \"decided\" : [ \"thank_you\" ] } }", ["thank_you"]),
        ("{\"understanding\":{\"decided\":[\"chatter\" ]}}", ["chatter"]),
        ("{\"note\":{\"decided\":[\"distress\"]},\"understanding\":{\"decided\":[\"chatter\"]}}", ["chatter"]),
        ("{\"understanding\":{\"decided\":[\"chat\\u0074er\"]}}", ["chatter"]),
    ])
    func `labels are read from a record however it is written`(record: String, names: [String]) throws {
        #expect(try DecidedLabels.of(record: record).map(\.rawValue) == names)
    }

    @Test func `a record that cannot be read is no record without labels`() {
        #expect(throws: (any Error).self) { try DecidedLabels.of(record: "{\"decided\":[") }
    }
}
