import Foundation
package import MutualAid

/// Reads the text of an entry as the folder's files are read.
package struct FAQTextReader: FAQReader {
    package init() {}

    package func entry(id: String, text: String) throws(FileProblems) -> FAQEntry {
        let ledger = ProblemLedger()
        guard text.utf8.count <= FAQFolderFiles.mostBytes else {
            let message = "an entry has at most \(FAQFolderFiles.mostBytes) bytes"
            throw FileProblems([FileProblem(file: FAQName.file(of: id), line: nil, message: message)])
        }
        let entry = FAQFile.parse(text, path: FAQName.file(of: id), ledger: ledger)
        try ledger.check()
        guard let entry else {
            let message = "this is no entry"
            throw FileProblems([FileProblem(file: FAQName.file(of: id), line: nil, message: message)])
        }
        return entry
    }
}
