import Foundation
import MutualAid
import Testing

@testable import Storage

struct ArrivalKeysTests {
    private let fixture: Fixture
    private let keys: [KeyedHash]

    init() throws {
        let fixture = try Fixture()
        self.fixture = fixture
        keys = (0..<600).map { fixture.database.keys.hash("test", "\($0)") }
    }

    @Test func `keys are known while they gather, while they are filed and after a start`() async throws {
        let known = ArrivalKeys(mostRecent: 100)

        try await fixture.database.writer.write { [keys] database in
            for (number, key) in keys.enumerated() {
                let before = try known.find(key, database)
                #expect(before == nil)
                try known.add(event: key, message: nil, leadingTo: Int64(number), at: 1, database)
                try known.tidy(database)
                let earlier = try known.find(keys[number / 2], database)
                #expect(earlier?.message == Int64(number / 2))
            }
        }

        try await expectAll(in: known)
        try await expectAll(in: ArrivalKeys(mostRecent: 100))
    }

    @Test func `what was filed is cleared away, and no key is lost on the way`() async throws {
        let known = ArrivalKeys(mostRecent: 100)
        try await fixture.database.writer.write { [keys] database in
            for key in keys { try known.add(event: key, message: nil, leadingTo: 7, at: 1, database) }
        }

        let left = try await fixture.database.writer.write { database in
            for _ in 0..<20 { try known.tidy(database) }
            return try database.first("SELECT COUNT(*) FROM \"arrival\"")?.int(0)
        }

        #expect(left == 0)
        try await fixture.database.writer.write { [keys] database in
            for key in keys {
                let filed = try ArrivalKeys(mostRecent: 100).find(key, database)
                #expect(filed?.message == 7)
            }
        }
    }

    @Test func `what a transaction undoes is forgotten, the rest is not`() async throws {
        struct Undone: Error {}
        let database = fixture.database
        try await database.writer.write { [keys] in
            try database.arrivals.add(event: keys[0], message: nil, leadingTo: 1, at: 1, $0)
        }

        await #expect(throws: Undone.self) {
            try await database.writer.write { [keys] in
                try database.arrivals.add(event: keys[1], message: nil, leadingTo: 2, at: 1, $0)
                throw Undone()
            }
        }

        let known = try await database.writer.write { [keys] connection in
            try keys.prefix(2).map { try database.arrivals.find($0, connection)?.message }
        }
        #expect(known == [1, nil])
    }

    @Test func `an event that is no message is known too`() async throws {
        try await fixture.database.writer.write { [keys, arrivals = fixture.database.arrivals] database in
            try arrivals.add(event: keys[0], message: nil, leadingTo: nil, at: 1, database)
            let found = try arrivals.find(keys[0], database)
            #expect(found != nil && found?.message == nil)
        }
    }

    private func expectAll(in known: ArrivalKeys) async throws {
        try await fixture.database.writer.write { [keys] database in
            for (number, key) in keys.enumerated() {
                let found = try known.find(key, database)
                #expect(found?.message == Int64(number))
            }
        }
    }
}
