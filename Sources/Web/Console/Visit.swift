import Accounts
import Foundation
import Hummingbird
import MutualAid

/// A request of somebody who is signed in; for a posted form, one that came from a page of theirs.
struct Visit: Sendable {
    let request: Request
    let parameters: Parameters
    let session: Session
    let key: SecretKey
    let form: FormBody
    /// By the roster, or by their own word.
    let isOnDuty: Bool
    let now: Date
    /// What the reader has not seen yet: lines in cases of theirs, and notices.
    var unread = 0

    var reader: StaffMember { session.staff }
    var language: ConsoleLanguage { ConsoleLanguage.of(request) }
    var zone: TimeZone { TimeZone(identifier: reader.timeZone) ?? .gmt }

    /// A parameter of the address; `nil` where it is empty.
    func query(_ name: String) -> String? {
        request.uri.queryParameters[Substring(name)].map { String($0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The same visit with what the reader newly is.
    func with(_ staff: StaffMember) -> Visit {
        Visit(
            request: request,
            parameters: parameters,
            session: Session(
                staff: staff,
                startedAt: session.startedAt,
                endsAt: session.endsAt,
                seenAt: session.seenAt,
                isProven: session.isProven,
                isRemembered: session.isRemembered
            ),
            key: key,
            form: form,
            isOnDuty: isOnDuty,
            now: now,
            unread: unread
        )
    }

    /// A time as pages show it: for machines in UTC, for the reader in their zone.
    func stamp(_ date: Date, _ words: Words) -> [String: Any] {
        ["machine": machineTime(date), "text": words.time(date, in: zone, now: now)]
    }
}

/// A place in the console that somebody is sent to after signing in: a path of ours, never another site.
enum Landing {
    static func path(_ wanted: String?) -> String {
        guard let wanted, wanted.hasPrefix("/"), !wanted.hasPrefix("//"), wanted.utf8.count <= 300,
            wanted.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }),
            !wanted.hasPrefix("/sign-"), !wanted.hasPrefix("/prove")
        else { return "/escalations" }
        return wanted
    }

    /// A path as the value of a query.
    static func query(_ path: String) -> String {
        path.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}
