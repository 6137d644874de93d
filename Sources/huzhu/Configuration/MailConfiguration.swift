import Foundation
import Connectors
import MutualAid
import TemplateFiles

/// The mail server as configured; user and password are named here and kept among the secrets.
struct MailConfiguration: Sendable, Equatable {
    let url: String
    let from: String
    let userName: String?
    let passwordName: String?
    let trustedCertificates: String?

    init(_ mapping: YAMLMapping, _ paths: ConfigurationPaths) {
        url = mapping.text("url")
        from = mapping.text("from")
        userName = mapping.mapping("user")?.optionalText("env")
        passwordName = mapping.mapping("password")?.optionalText("env")
        trustedCertificates = mapping.optionalText("trusted_certificates").map { paths.resolve($0).path }
        if !url.hasPrefix("smtp://"), !url.hasPrefix("smtps://") {
            mapping.note("url", "`url` begins with smtp:// (STARTTLS) or smtps://")
        }
        if !from.contains("@") { mapping.note("from", "`from` is an address such as huzhu@example.org") }
        mapping.refuseUnknownKeys()
    }

    /// - Throws: `FileProblems` where a named secret is not set.
    func settings(_ secrets: Secrets) throws(FileProblems) -> SMTPSettings {
        var problems: [FileProblem] = []
        for name in [userName, passwordName].compactMap(\.self) where secrets.secret(name) == nil {
            problems.append(FileProblem(file: name, line: nil, message: "the secret of the mail server is not set"))
        }
        if !problems.isEmpty { throw FileProblems(problems) }
        return SMTPSettings(
            url: url,
            from: from,
            user: userName.flatMap { secrets.secret($0) },
            password: passwordName.flatMap { secrets.secret($0) },
            trustedCertificates: trustedCertificates
        )
    }
}

extension Configuration {
    var rosterFile: URL { config.appendingPathComponent("roster.yaml") }

    /// What the roster may name; logins are known only where the data are open.
    func rosterKnown(logins: Set<String>? = nil) -> RosterFile.Known {
        RosterFile.Known(groups: Set(groups.map(\.id)), connections: Set(connections.map(\.id)), logins: logins)
    }
}
