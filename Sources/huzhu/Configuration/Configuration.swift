import Foundation
import MutualAid
import TemplateFiles
import Web

/// Everything an operator can set, read once at start from YAML, the environment and flags.
///
/// `Config/huzhu.yaml` documents each option; a test decodes that file.
struct Configuration: Sendable {
    var host = "127.0.0.1"
    var port = 8080
    var publicURL = "http://127.0.0.1:8080"
    /// The folder that `data/…` means.
    var data: URL
    var databasePath: URL
    var keyFile: URL
    var secretsFile: URL
    var templates: URL
    /// The sentence encoder's weights; where the file is absent, texts are compared by their words alone.
    var vectorFile: URL
    /// The folder of `groups.yaml`, `danger-signs.yaml` and `emergency-numbers.yaml`.
    var config: URL
    /// The day the knowledge is of, as `yyyy-MM-dd`; `nil`: today.
    var asOf: String?
    var dutyRoom: Room?
    /// The mail server that alarms leave by; `nil`: none are sent by e-mail.
    var mail: MailConfiguration?
    var groups: [Group] = []
    var connections: [ConnectionSettings] = []
    var lease = Lease.shipped
    /// Days after which texts are destroyed, by class.
    var retention = Retention()
    /// Below so many free bytes the log warns.
    var leastFreeBytes = 1 << 30
    var logLevel = "info"
    var limits = WebServer.Limits()
}

/// One connection as configured.
struct ConnectionSettings: Sendable, Equatable {
    enum Kind: String, CaseIterable, Sendable {
        case webChat = "web_chat"
        case webhook
    }

    let id: String
    let kind: Kind
    /// The names of the environment variables or secrets-file lines that hold the secrets; several while rotating.
    let secretNames: [String]
    let deliverTo: URL?
    let allowsPrivateAddress: Bool
    let carriesPrivate: Bool
    let trustsRoles: Bool
    let allowsDated: Bool

    /// Whether it leads to this machine only.
    var isLoopback: Bool {
        guard kind == .webhook else { return true }
        guard let host = deliverTo?.host() else { return true }
        return host == "localhost" || host.hasPrefix("127.") || host == "::1" || host == "[::1]"
    }
}
