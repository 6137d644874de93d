package import Foundation
package import MutualAid

/// `Templates/faq/`: one Markdown file an entry.
package enum FAQFolder {
    /// Reads every entry; all problems of all files come at once.
    ///
    /// - Throws: `FileProblems`, and then no entry is given: the last good version stays in use.
    package static func read(_ folder: URL) throws(FileProblems) -> [FAQEntry] {
        let ledger = ProblemLedger()
        let entries = FAQFolderFiles(folder: folder).read(ledger).compactMap { file in
            FAQFile.parse(file.text, path: FAQName.file(of: file.id), ledger: ledger)
        }
        try ledger.check()
        return entries
    }
}

/// Reads the text files of a folder.
enum TextFiles {
    struct TextFile {
        /// As problems name it: the folder's name and the file's.
        let path: String
        let text: String
    }

    /// Every file with the extension but `README`, by name.
    static func list(_ folder: URL, extension suffix: String, ledger: ProblemLedger) -> [TextFile] {
        // A missing folder is the problem noted below; the error says no more.
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        guard let names else {
            ledger.note(folder.path, nil, "the folder is not there or cannot be read")
            return []
        }
        return names.filter { $0.hasSuffix(".\(suffix)") && !$0.hasPrefix("README") && !$0.hasPrefix(".") }.sorted()
            .compactMap { read(folder.appendingPathComponent($0), ledger: ledger) }
    }

    /// One file as UTF-8.
    static func read(_ url: URL, ledger: ProblemLedger) -> TextFile? {
        let path = url.deletingLastPathComponent().lastPathComponent + "/" + url.lastPathComponent
        guard let bytes = FileManager.default.contents(atPath: url.path) else {
            ledger.note(path, nil, "the file is not there or cannot be read")
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            ledger.note(path, nil, "the file is not UTF-8")
            return nil
        }
        return TextFile(path: path, text: text.replacingOccurrences(of: "\r\n", with: "\n"))
    }
}
