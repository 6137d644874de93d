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
