import Foundation
import MutualAid
import Storage
import Web

/// What is kept of a person, and its end.
extension Operations {
    var memberTable: [String: ControlServer.Operation] {
        [
            "erase-member": { try await Self.run($0, eraseMember) },
            "export-member": { try await Self.run($0, exportMember) },
        ]
    }

    /// Whom it is about, and for an export the file to write.
    struct MemberAsked: Codable {
        var id: String
        var evenWithOpenCases: Bool?
        var file: String?
    }

    private func eraseMember(_ asked: MemberAsked) async throws -> Told {
        guard let id = ID<Member>(asked.id) else { throw OperationRefusal("there is no member \(asked.id)") }
        do {
            let report = try await database.erase(
                id,
                by: "operator",
                sparing: nil,
                evenWithOpenCases: asked.evenWithOpenCases ?? false,
                now: now()
            )
            return Told(text: "\(report)")
        } catch ErasureRefusal.notFound {
            throw OperationRefusal("there is no member \(asked.id)")
        } catch ErasureRefusal.casesAreOpen(let count) {
            throw OperationRefusal(
                "\(count) cases of theirs are open: resolve them first, or say --even-with-open-cases"
            )
        }
    }

    private func exportMember(_ asked: MemberAsked) async throws -> Told {
        guard let id = ID<Member>(asked.id), let file = asked.file else {
            throw OperationRefusal("there is no member \(asked.id)")
        }
        guard let export = try await database.export(id, by: "operator", now: now()) else {
            throw OperationRefusal("there is no member \(asked.id)")
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw OperationRefusal("\(file) exists already or cannot be written") }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: try encoder.encode(export) + Data("\n".utf8))
        return Told(text: "\(export.messages.count) messages and \(export.cases.count) cases are in \(file).")
    }
}
