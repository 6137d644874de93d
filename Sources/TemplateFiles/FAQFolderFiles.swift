package import Foundation
package import MutualAid

/// `Templates/faq/` as the daemon reads and writes it: each file byte for byte.
package struct FAQFolderFiles: FAQFiles {
    private let folder: URL
    private let known: ReadFiles

    /// The most bytes an entry has.
    package static let mostBytes = 256 << 10

    /// - Parameters:
    ///   - folder: where the files lie.
    ///   - known: what was read of it before.
    package init(folder: URL, knowing known: ReadFiles = ReadFiles()) {
        self.folder = folder
        self.known = known
    }

    package func list() -> (files: [FAQText], problems: [FileProblem]) {
        let ledger = ProblemLedger()
        let files = read(ledger)
        return (files, ledger.problems)
    }

    func read(_ ledger: ProblemLedger) -> [FAQText] {
        let names = TextFiles.names(in: folder, extension: "md", ledger: ledger)
        known.keep(only: names)
        return names.compactMap { name in
            known.text(name, at: folder.path + "/" + name) { read(String(name.dropLast(3)), ledger) }
        }
    }

    private func read(_ id: String, _ ledger: ProblemLedger) -> FAQText? {
        let url = file(of: id)
        let path = FAQName.file(of: id)
        // A file that went away between listing and looking is noted below as unreadable.
        let size = (try? FileManager.default.attributesOfItem(atPath: url.path)[.size] as? NSNumber)?.intValue ?? 0
        guard size <= Self.mostBytes else {
            ledger.note(path, nil, "the file has \(size) bytes; an entry has at most \(Self.mostBytes)")
            return nil
        }
        guard let text = TextFiles.text(of: url, path: path, ledger: ledger) else { return nil }
        return FAQText(id: id, text: text, fingerprint: FAQFile.version(of: text))
    }

    /// Writes beside the file, syncs, looks once more whether the file is as expected, and renames over it.
    ///
    /// A file that is gone is made anew: what is published belongs there, and nothing is written over.
    package func write(id: String, text: String, expecting: String?) -> FAQFileWriting {
        guard FAQName.isValid(id) else { return .notWritable }
        let fresh = folder.appendingPathComponent(".\(id).md.new")
        guard write(text, to: fresh) else { return .notWritable }
        // What is left of a refused writing is of no use to anybody.
        defer { try? FileManager.default.removeItem(at: fresh) }
        let present = read(id, ProblemLedger())?.fingerprint
        let isThere = FileManager.default.fileExists(atPath: file(of: id).path)
        guard !isThere || present != nil && present == expecting else { return .changedMeanwhile }
        guard rename(fresh.path, file(of: id).path) == 0 else { return .notWritable }
        sync(folder)
        return .written
    }

    /// Tries whether a file can be made in the folder.
    package var isWritable: Bool {
        let probe = folder.appendingPathComponent(".huzhu-\(UUID().uuidString)")
        let descriptor = open(probe.path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return unlink(probe.path) == 0
    }

    private func write(_ text: String, to url: URL) -> Bool {
        let descriptor = open(url.path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        do {
            try handle.write(contentsOf: Data(text.utf8))
            try handle.synchronize()
            return true
        } catch {
            return false
        }
    }

    /// Without it the new name may be lost at a power cut; the round after that would write it again.
    private func sync(_ folder: URL) {
        let descriptor = open(folder.path, O_RDONLY)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private func file(of id: String) -> URL { folder.appendingPathComponent("\(id).md") }
}
