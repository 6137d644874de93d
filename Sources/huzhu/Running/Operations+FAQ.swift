import Foundation
import MutualAid
import Storage
import TemplateFiles

extension Operations {
    /// How each entry stands.
    func listEntries(_: Nothing) async throws -> [EntryStanding] {
        try await database.faqHeads().map { EntryStanding(id: $0.record.id, state: $0.record.state.rawValue) }
    }

    struct EntryStanding: Codable {
        let id: String
        let state: String
    }

    /// Brings in every entry of a folder: all of them, or with any problem none.
    func importEntries(_ asked: Named) async throws -> Told {
        let listed = FAQFolderFiles(folder: URL(fileURLWithPath: asked.name)).list()
        let reader = FAQTextReader()
        var problems = listed.problems
        var entries: [(FAQText, FAQEntry)] = []
        for file in listed.files {
            do {
                entries.append((file, try reader.entry(id: file.id, text: file.text)))
            } catch {
                problems += error.problems
            }
        }
        guard problems.isEmpty else { throw OperationRefusal("\(FileProblems(problems))") }
        let agreement = FAQAgreement(
            store: database,
            files: FAQFolderFiles(folder: configuration.templates.appendingPathComponent("faq")),
            reader: reader,
            now: now
        )
        // First what the folder has by itself, so that it is kept as a version too; at the end what it is owed.
        _ = try await agreement.agree()
        var changed = 0
        for (file, entry) in entries {
            let time = now()
            let before = try await database.faqHistory(file.id)?.record.revision
            let after = try await database.changeFAQ(file.id, now: time) {
                FAQRules.bringIn(file, entry, on: $0, reader: reader, at: time)
            }
            if after?.record.revision != before { changed += 1 }
        }
        _ = try await agreement.agree()
        faqChanges.ring()
        return Told(text: "\(entries.count) entries read, \(changed) of them new versions")
    }

    /// Writes the published version of every entry into a folder, byte for byte; of one never published, the newest.
    func exportEntries(_ asked: Named) async throws -> Told {
        let folder = URL(fileURLWithPath: asked.name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let heads = try await database.faqHeads().filter { $0.record.state != .archived }
        for head in heads {
            guard let version = head.published ?? head.latest else { continue }
            try Data(version.text.utf8).write(
                to: folder.appendingPathComponent("\(head.record.id).md"),
                options: .atomic
            )
        }
        return Told(text: "\(heads.count) entries written")
    }
}
