package import Comprehension
package import Foundation
package import MutualAid

/// A knowledge base for the commands that try and measure: a folder of FAQ templates, or a JSON Lines file of
/// `{"id","questions":[…],"answer"}` or `{"id","question","paraphrases":[…]}`.
package enum KnowledgeFile {
    /// - Throws: `FileProblems`, each with its line.
    package static func read(_ path: URL) throws(FileProblems) -> [KnowledgeEntry] {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path.path, isDirectory: &isFolder), isFolder.boolValue {
            return try FAQFolder.read(path).map(\.asKnowledge)
        }
        return try JSONLines.read(path) { row, note in
            guard let id = row["id"] as? String else { return note("`id` is missing") }
            var questions = row["questions"] as? [String] ?? []
            if let question = row["question"] as? String { questions.append(question) }
            questions += row["paraphrases"] as? [String] ?? []
            guard !questions.isEmpty else { return note("`questions` is missing") }
            return KnowledgeEntry(id: id, phrasings: questions, answers: [row["answer"] as? String].compactMap { $0 })
        }
    }

    /// Questions with known entries: `{"qid","query","gold"}` or `{"id","text","entry"}`; no entry, or null: none
    /// answers it.
    package static func questions(_ path: URL) throws(FileProblems) -> [KnownQuestion] {
        try JSONLines.read(path) { row, note in
            guard let text = (row["query"] ?? row["text"]) as? String else { return note("`query` is missing") }
            return KnownQuestion(text: text, entry: (row["gold"] ?? row["entry"]) as? String)
        }
    }

    /// Pairs of texts that ask the same or not: `{"a","b","same"}`, where `same` is 0, 1 or a truth value.
    package static func pairs(_ path: URL) throws(FileProblems) -> [KnownPair] {
        try JSONLines.read(path) { row, note in
            guard let first = row["a"] as? String, let second = row["b"] as? String, let same = row["same"] as? Bool
            else {
                return note("`a`, `b` or `same` is missing")
            }
            return KnownPair(first: first, second: second, isSame: same)
        }
    }
}

/// Two texts that are known to ask the same, or not.
package struct KnownPair: Sendable, Equatable {
    package let first: String
    package let second: String
    package let isSame: Bool
}

extension FAQEntry {
    /// The entry as retrieval sees it.
    package var asKnowledge: KnowledgeEntry {
        KnowledgeEntry(
            id: id,
            phrasings: questions.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap(\.value),
            countries: countries,
            references: [source.url].compactMap { $0 },
            answers: titles.sorted { $0.key.rawValue < $1.key.rawValue }.map(\.value)
                + answers.sorted { $0.key.rawValue < $1.key.rawValue }.map(\.value),
            notAnswered: notAnswered.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap(\.value)
        )
    }
}

/// Reads a file of one JSON object a line.
enum JSONLines {
    static func read<Row>(
        _ path: URL,
        _ read: (_ row: [String: Any], _ note: (String) -> Row?) -> Row?
    ) throws(FileProblems) -> [Row] {
        let ledger = ProblemLedger()
        guard let file = TextFiles.read(path, ledger: ledger) else {
            try ledger.check()
            return []
        }
        var rows: [Row] = []
        for (index, line) in file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where !line.allSatisfy(\.isWhitespace) {
            func note(_ message: String) -> Row? {
                ledger.note(file.path, index + 1, message)
                return nil
            }
            // What cannot be parsed is noted at its line.
            guard let row = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
                _ = note("the line is no JSON object")
                continue
            }
            if let value = read(row, note) { rows.append(value) }
        }
        try ledger.check()
        return rows
    }
}
