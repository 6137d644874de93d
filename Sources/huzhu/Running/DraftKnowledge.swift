import Comprehension
import Foundation
import MutualAid
import TemplateFiles

/// The knowledge as it would be with one entry changed, beside the knowledge in force.
///
/// Everything else is what is in force: labels, danger rules, the other entries.
struct DraftKnowledge: KnowledgeDrafting {
    let templates: URL
    let shelf: KnowledgeShelf
    let vectors: VectorSource

    func knowledge(with entry: FAQEntry) async throws -> (before: Knowledge, after: Knowledge) {
        let known = shelf.current
        let entries = changed(known, [entry])
        let files = try KnowledgeFiles(templates, entries: entries)
        let index = files.index(vectors)
        return (before: known, after: knowledge(entries, known.interpreter.replacing(knowledge: index), known))
    }

    func knowledge(changing fresh: [FAQEntry]) async throws -> Knowledge {
        let known = shelf.current
        let entries = changed(known, fresh)
        let files = try KnowledgeFiles(templates, entries: entries)
        let index = files.index(vectors)
        return knowledge(entries, known.interpreter.replacing(knowledge: index), known)
    }

    /// In the order in which entries are read when one is published, so that what is told is what then happens.
    private func changed(_ known: Knowledge, _ fresh: [FAQEntry]) -> [FAQEntry] {
        let ids = Set(fresh.map(\.id))
        return (known.entries.values.filter { !ids.contains($0.id) } + fresh).sorted { $0.id < $1.id }
    }

    private func knowledge(_ entries: [FAQEntry], _ interpreter: Interpreter, _ known: Knowledge) -> Knowledge {
        Knowledge(
            entries: entries,
            interpreter: interpreter,
            fingerprint: known.fingerprint,
            isAvailable: known.isAvailable
        )
    }
}
