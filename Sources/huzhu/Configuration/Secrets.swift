import Foundation
import MutualAid

/// Secrets come from the environment or from one file of mode 0600; they are never printed.
struct Secrets: Sendable {
    private let values: [String: String]

    /// Reads the file where there is one; the environment beats it.
    ///
    /// - Throws: `FileProblems` where others may read the file.
    init(file: URL, environment: [String: String]) throws(FileProblems) {
        var values: [String: String] = [:]
        if let bytes = FileManager.default.contents(atPath: file.path) {
            try Self.refuseOpen(file)
            for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
                let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
                if parts.count == 2 { values[parts[0].trimmingCharacters(in: .whitespaces)] = parts[1] }
            }
        }
        self.values = values.merging(environment) { _, fromEnvironment in fromEnvironment }
    }

    /// The secret of that name; `nil` where it is set nowhere.
    func secret(_ name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Writes a random secret for each name that has none, so that a first start works as it is.
    ///
    /// Returns the names it wrote.
    static func fill(_ names: [String], file: URL, environment: [String: String]) throws -> [String] {
        let known = try Secrets(file: file, environment: environment)
        let missing = names.filter { known.secret($0) == nil }
        guard !missing.isEmpty else { return [] }
        var text = FileManager.default.contents(atPath: file.path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        if text.isEmpty { text = "# Secrets of this installation. Keep this file to yourself (mode 0600).\n" }
        for name in missing { text += "\(name)=\(randomSecret())\n" }
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let isWritten = FileManager.default.createFile(
            atPath: file.path,
            contents: Data(text.utf8),
            attributes: [.posixPermissions: 0o600]
        )
        guard isWritten else {
            throw FileProblems([FileProblem(file: file.path, line: nil, message: "cannot be written")])
        }
        return missing
    }

    private static func randomSecret() -> String {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        return "whsec_" + Data(bytes).base64EncodedString()
    }

    private static func refuseOpen(_ file: URL) throws(FileProblems) {
        // A file whose mode cannot be read is refused below like one that is open.
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
        let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0o777
        if mode & 0o077 != 0 {
            throw FileProblems([
                FileProblem(
                    file: file.path,
                    line: nil,
                    message: "others may read this file; run: chmod 600 \(file.path)"
                )
            ])
        }
    }
}
