import Foundation

/// Names and change times of a folder's files, to see that something changed.
enum FolderStamp {
    static func of(_ folders: [URL]) -> String {
        folders.map { folder in
            // A folder that cannot be listed has an empty stamp; reading it reports the problem.
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return names.sorted().map { of(folder.appendingPathComponent($0)) }.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    /// Name, change time and size of one file.
    static func of(_ file: URL) -> String {
        // A file that is gone meanwhile has an empty stamp, too.
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.resolvingSymlinksInPath().path)
        let changed = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        return "\(file.lastPathComponent) \(changed) \((attributes?[.size] as? NSNumber)?.intValue ?? 0)"
    }
}
