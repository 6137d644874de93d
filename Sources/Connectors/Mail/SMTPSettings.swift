import Foundation

/// The mail server that pages leave by.
package struct SMTPSettings: Sendable, Equatable {
    /// `smtp://host:port` (STARTTLS) or `smtps://host:port` (TLS from the start).
    package let url: String
    package let from: String
    package let user: String?
    package let password: String?
    /// A file of certificates to trust instead of the system's.
    package let trustedCertificates: String?

    package init(url: String, from: String, user: String?, password: String?, trustedCertificates: String? = nil) {
        self.url = url
        self.from = from
        self.user = user
        self.password = password
        self.trustedCertificates = trustedCertificates
    }

    /// Whether encryption is required: everywhere but on this machine itself.
    var requiresTLS: Bool {
        let host = URL(string: url)?.host() ?? ""
        let isHere = host == "localhost" || (PeerAddress(host)?.isLoopback ?? false)
        return !isHere || trustedCertificates != nil
    }
}
