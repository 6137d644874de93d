import Foundation

/// Names and change times of a folder's files, to see that something changed.
enum FolderStamp {
    static func of(_ folders: [URL]) -> String {
        folders.map { folder in
            // A folder that cannot be listed has an empty stamp; reading it reports the problem.
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return names.sorted().map { of($0, in: folder.path) }.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    /// Name, change time and size of one file.
    static func of(_ file: URL) -> String { of(file.lastPathComponent, in: file.deletingLastPathComponent().path) }

    /// One call of the system a file: a folder of ten thousand is looked at every other second.
    private static func of(_ name: String, in folder: String) -> String {
        var found = stat()
        // A file that is gone meanwhile has an empty stamp, too.
        guard stat(folder + "/" + name, &found) == 0 else { return name + " 0 0" }
        return "\(name) \(found.st_mtim.tv_sec).\(found.st_mtim.tv_nsec) \(found.st_size)"
    }
}
