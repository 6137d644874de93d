/// Why the data were not opened, backed up or restored.
package enum DatabaseRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file system or the build would let acknowledged messages vanish at a power cut.
    case notDurable
    /// Another daemon has the data.
    case locked
    /// The key file is missing for data that exist.
    case keyMissing(String)
    /// Others may read the key file.
    case keyReadable(String)
    /// The key file holds no key of 32 bytes, or another installation's.
    case keyWrong(String)
    /// The schema is of a newer version than this program.
    case newerSchema
    /// The file is no sound database of ours.
    case damaged(String)
    /// Something is in the way: the file exists already, or does not.
    case inTheWay(String)

    package var description: String {
        switch self {
        case .notDurable: "SQLite does not keep synchronous = FULL here; an acknowledged message could be lost"
        case .locked: "another huzhu has this data folder; stop it first"
        case .keyMissing(let path): "the key file \(path) is missing; without it the texts cannot be read. Put it back"
        case .keyReadable(let path): "others may read the key file; run: chmod 600 \(path)"
        case .keyWrong(let path): "\(path) is not the key of this database"
        case .newerSchema: "the database was written by a newer huzhu; this one would harm it"
        case .damaged(let what): "the file is damaged: \(what)"
        case .inTheWay(let what): what
        }
    }
}
