import Web
import Foundation
import MutualAid
import TemplateFiles

/// What the command line says over the file.
struct ConfigurationFlags: Sendable {
    var file: String?
    var host: String?
    var port: Int?
    var data: String?
}

extension Configuration {
    /// Reads the file, then the environment over it, then the flags over both.
    ///
    /// - Throws: `FileProblems` with every problem at its line.
    static func load(_ flags: ConfigurationFlags, environment: [String: String]) throws(FileProblems) -> Configuration {
        let ledger = ProblemLedger()
        let path = flags.file ?? environment["HUZHU_CONFIG"] ?? "Config/huzhu.yaml"
        let file = URL(fileURLWithPath: path).standardizedFileURL
        let data = flags.data ?? environment["HUZHU_DATA"]
        let paths = ConfigurationPaths(file: file, data: data)
        var configuration = Configuration(paths)
        if let text = FileManager.default.contents(atPath: file.path).flatMap({ String(validating: $0, as: UTF8.self) })
        {
            if let top = YAMLMapping.parse(text, file: path, ledger: ledger) {
                configuration.read(top, paths)
            }
        } else {
            ledger.note(path, nil, "the file is not there or is not UTF-8; copy Config/huzhu.yaml to begin with")
        }
        configuration.groups = GroupsFile.read(
            configuration.config.appendingPathComponent("groups.yaml"),
            ledger: ledger
        )
        configuration.apply(flags, environment, ledger)
        configuration.checkRooms(path, ledger)
        _ = RosterFile.read(configuration.rosterFile, known: configuration.rosterKnown(), ledger: ledger)
        try ledger.check()
        return configuration
    }

    private init(_ paths: ConfigurationPaths) {
        data = paths.data
        databasePath = paths.resolve("data/huzhu.sqlite")
        keyFile = paths.resolve("data/master.key")
        secretsFile = paths.resolve("data/secrets.env")
        templates = paths.resolve("Templates")
        vectorFile = paths.resolve("data/models/use-multilingual-3.vectors")
        config = paths.config
    }

    private mutating func read(_ top: YAMLMapping, _ paths: ConfigurationPaths) {
        readServer(top)
        if let url = top.mapping("storage").map({ $0.text("url") }) {
            if url.hasPrefix("sqlite:") {
                databasePath = paths.resolve(String(url.dropFirst("sqlite:".count)))
            } else {
                top.note("storage", "`storage.url` begins with sqlite: (PostgreSQL comes later)")
            }
        }
        if let path = top.optionalText("key_file") { keyFile = paths.resolve(path) }
        if let path = top.optionalText("secrets_file") { secretsFile = paths.resolve(path) }
        if let path = top.optionalText("templates") { templates = paths.resolve(path) }
        if let vectors = top.mapping("vectors") {
            if let path = vectors.optionalText("file") { vectorFile = paths.resolve(path) }
            vectors.refuseUnknownKeys()
        }
        if let knowledge = top.mapping("knowledge") {
            asOf = knowledge.day("as_of")
            knowledge.refuseUnknownKeys()
        }
        if let room = top.mapping("duty_room") {
            dutyRoom = Room(connection: room.text("connection"), name: room.text("room"))
            room.refuseUnknownKeys()
        }
        if let smtp = top.mapping("smtp") { mail = MailConfiguration(smtp, paths) }
        connections = top.mappings("connections").compactMap(Self.connection)
        if Set(connections.map(\.id)).count != connections.count {
            top.note("connections", "two connections have the same id")
        }
        readSpans(top)
        top.refuseUnknownKeys()
    }

    private mutating func readServer(_ top: YAMLMapping) {
        guard let server = top.mapping("server") else { return }
        host = server.optionalText("host") ?? host
        port = server.number("port", default: port, in: 0...65535)
        publicURL = server.optionalText("public_url") ?? publicURL
        if !publicURL.hasPrefix("http://"), !publicURL.hasPrefix("https://") {
            server.note("public_url", "`public_url` begins with http:// or https://")
        }
        limits.connections = server.number("connections", default: limits.connections, in: 10...100_000)
        limits.idleSeconds = server.number("idle_seconds", default: limits.idleSeconds, in: 1...3600)
        limits.requestSeconds = server.number("request_seconds", default: limits.requestSeconds, in: 1...3600)
        server.refuseUnknownKeys()
    }

    private mutating func readSpans(_ top: YAMLMapping) {
        if let queue = top.mapping("queue") {
            lease = Lease(
                ordinary: queue.seconds("lease", default: lease.ordinary),
                s0: queue.seconds("lease_s0", default: lease.s0),
                capacity: queue.number("capacity", default: lease.capacity ?? 4, in: 1...1000)
            )
            queue.refuseUnknownKeys()
        }
        // One term for everything, as it used to be written.
        if top.has("retention_days") {
            retention.ordinary = top.number("retention_days", default: retention.ordinary, in: 1...3650)
            retention.sensitive = min(retention.sensitive, retention.ordinary)
        }
        if let spans = top.mapping("retention") {
            retention.ordinary = Int(spans.seconds("ordinary", default: Double(retention.ordinary) * 86400) / 86400)
            retention.sensitive = Int(spans.seconds("sensitive", default: Double(retention.sensitive) * 86400) / 86400)
            if retention.ordinary < 1 || retention.sensitive < 1 {
                spans.note("ordinary", "texts are kept for at least a day: 1d")
            }
            spans.refuseUnknownKeys()
        }
        leastFreeBytes = top.number("least_free_megabytes", default: leastFreeBytes >> 20, in: 1...1_000_000) << 20
        logLevel = top.optionalText("log_level") ?? logLevel
        if !["trace", "debug", "info", "notice", "warning", "error"].contains(logLevel) {
            top.note("log_level", "`log_level` is one of trace, debug, info, notice, warning, error")
        }
    }

    private static func connection(_ mapping: YAMLMapping) -> ConnectionSettings? {
        let id = mapping.text("id")
        guard let kind = mapping.choice("kind", of: ConnectionSettings.Kind.self) else {
            if !mapping.has("kind") { mapping.note("kind", "`kind` is missing: web_chat or webhook") }
            return nil
        }
        let secret = mapping.mapping("secret")
        let names = secret.map { [$0.optionalText("env")].compactMap { $0 } + $0.texts("also_env") } ?? []
        if kind == .webhook, names.isEmpty {
            mapping.note("secret", "a webhook needs `secret: { env: NAME_OF_A_VARIABLE }`; never the secret itself")
        }
        let address = mapping.optionalText("deliver_to")
        let deliverTo = address.flatMap { URL(string: $0) }
        if let address, deliverTo?.host() == nil || !address.hasPrefix("http") {
            mapping.note("deliver_to", "`deliver_to` is an http or https address")
        }
        let settings = ConnectionSettings(
            id: id,
            kind: kind,
            secretNames: names,
            deliverTo: deliverTo,
            allowsPrivateAddress: mapping.flag("allow_private_address", default: false),
            carriesPrivate: mapping.flag("private", default: kind == .webChat),
            trustsRoles: mapping.flag("trust_roles", default: false),
            allowsDated: mapping.flag("allow_dated", default: false)
        )
        mapping.refuseUnknownKeys()
        return settings
    }

    private mutating func apply(_ flags: ConfigurationFlags, _ environment: [String: String], _ ledger: ProblemLedger) {
        host = flags.host ?? environment["HUZHU_HOST"] ?? host
        if let text = environment["HUZHU_PORT"] {
            if let number = Int(text), (0...65535).contains(number) {
                port = number
            } else {
                ledger.note("HUZHU_PORT", nil, "the port is a number from 0 to 65535")
            }
        }
        port = flags.port ?? port
    }

    /// A room in `groups.yaml` of a connection nobody configured is most likely a typing mistake.
    private func checkRooms(_ path: String, _ ledger: ProblemLedger) {
        let known = Set(connections.map(\.id))
        for connection in Set(groups.flatMap(\.rooms.keys)).subtracting(known).sorted() {
            ledger.note("Config/groups.yaml", nil, "rooms of `\(connection)`, which is no connection of \(path)")
        }
        if let room = dutyRoom, !known.contains(room.connection) {
            ledger.note(path, nil, "`duty_room` names `\(room.connection)`, which is no connection")
        }
    }
}

/// What relative paths are relative to: the folder above `Config/`, else the file's own; `data/…` may be moved.
struct ConfigurationPaths {
    let root: URL
    let config: URL
    let data: URL

    init(file: URL, data: String?) {
        config = file.deletingLastPathComponent()
        root = config.lastPathComponent == "Config" ? config.deletingLastPathComponent() : config
        self.data = data.map { URL(fileURLWithPath: $0) } ?? root.appendingPathComponent("data")
    }

    func resolve(_ path: String) -> URL {
        if path.hasPrefix("/") { return URL(fileURLWithPath: path) }
        if path.hasPrefix("data/") { return data.appendingPathComponent(String(path.dropFirst("data/".count))) }
        return root.appendingPathComponent(path)
    }
}
