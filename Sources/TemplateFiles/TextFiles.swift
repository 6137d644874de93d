import Foundation
import MutualAid

/// Reads the text files of a folder.
enum TextFiles {
    struct TextFile {
        /// As problems name it: the folder's name and the file's.
        let path: String
        let text: String
    }

    /// Every file with the extension but `README`, by name.
    static func list(_ folder: URL, extension suffix: String, ledger: ProblemLedger) -> [TextFile] {
        names(in: folder, extension: suffix, ledger: ledger)
            .compactMap { read(folder.appendingPathComponent($0), ledger: ledger) }
    }

    /// The names of those files, sorted.
    static func names(in folder: URL, extension suffix: String, ledger: ProblemLedger) -> [String] {
        // A missing folder is the problem noted below; the error says no more.
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
            ledger.note(folder.path, nil, "the folder is not there or cannot be read")
            return []
        }
        return names.filter { $0.hasSuffix(".\(suffix)") && !$0.hasPrefix("README") && !$0.hasPrefix(".") }.sorted()
    }

    /// One file as UTF-8.
    static func read(_ url: URL, ledger: ProblemLedger) -> TextFile? {
        let path = url.deletingLastPathComponent().lastPathComponent + "/" + url.lastPathComponent
        return text(of: url, path: path, ledger: ledger).map {
            TextFile(path: path, text: $0.replacingOccurrences(of: "\r\n", with: "\n"))
        }
    }

    /// What one file holds, character for character.
    static func text(of url: URL, path: String, ledger: ProblemLedger) -> String? {
        guard let bytes = FileManager.default.contents(atPath: url.path) else {
            ledger.note(path, nil, "the file is not there or cannot be read")
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            ledger.note(path, nil, "the file is not UTF-8")
            return nil
        }
        return text
    }
}
