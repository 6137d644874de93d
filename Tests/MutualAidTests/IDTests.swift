import MutualAid
import Testing

struct IDTests {
    @Test(arguments: [
        "cdqzx0zm71ymh", "8000000000000", "zzzzzzzzzzzzz", "", "000000000000", "000000000000u", "0000000000000é",
    ])
    func `what is no key of 63 bits is nobody's, and harms nothing`(text: String) {
        #expect(ID<Message>(text) == nil)
    }

    @Test(arguments: [0, 1, 1 << 40, Int64.max])
    func `a key is read back from its thirteen characters`(value: Int64) {
        let id = ID<Message>(rawValue: value)

        #expect(id.description.utf8.count == 13)
        #expect(ID<Message>(id.description) == id)
    }
}
