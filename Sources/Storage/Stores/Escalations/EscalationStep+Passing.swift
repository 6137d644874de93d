import Foundation
import MutualAid

extension EscalationStep {
    /// Offers it to a desk or a person; the sender stays owner until somebody there accepts (criterion E10).
    func transfer(_ desk: Desk?, _ login: String?, _ note: PrivateText) throws {
        try requireOwner()
        guard desk != nil || login != nil else { throw EscalationConflict.nobodyThere }
        if let login {
            guard login != actor.login, try StaffRow.person(login, database) != nil else {
                throw EscalationConflict.nobodyThere
            }
            try notify(login, .transferOffered)
        }
        if !note.isBlank { try writeNote(note) }
        var details: [String: String] = [:]
        if let desk { details["to_desk"] = desk.rawValue }
        if let login { details["to_login"] = login }
        try move(
            to: .transferring,
            .escalationTransferOffered,
            [
                "transferDesk": SQLValue(desk?.rawValue), "transferLogin": SQLValue(login),
                "transferUntil": SQLValue(
                    now.addingTimeInterval(EscalationSchedule.transferSpan(known.severity))
                ),
            ],
            details: details
        )
    }

    func accept() throws {
        guard let transfer = known.course.transfer, try isAddressee(of: transfer) else {
            throw EscalationConflict.stale(known.since(known.version))
        }
        if known.severity != .s0 { try requireRoom(store.lease) }
        try take(
            store.lease,
            .escalationTransferred,
            ["desk": .text((transfer.desk ?? known.desk).rawValue), "line": 1]
        )
    }

    /// By whom it was offered to, or by the sender, who takes it back.
    func decline() throws {
        guard let transfer = known.course.transfer,
            try known.owner?.login == actor.login || isAddressee(of: transfer)
        else { throw EscalationConflict.stale(known.since(known.version)) }
        try giveBackToOwner(.escalationTransferEnded, details: ["cause": "declined"])
    }

    /// Nobody accepted: back to the sender, and the second line is asked too.
    func endTransfer() throws {
        guard known.state == .transferring else { return }
        let line = max(known.course.line, 2)
        if let owner = known.owner?.login { try notify(owner, .transferExpired) }
        try giveBackToOwner(
            .escalationTransferEnded,
            ["line": SQLValue(line)],
            details: ["cause": "expired", "line": "\(line)"]
        )
    }

    private func isAddressee(of transfer: Escalation.Transfer) throws -> Bool {
        if let login = transfer.login { return login == actor.login }
        guard let desk = transfer.desk, known.owner?.login != actor.login,
            let person = try StaffRow.person(actor.login, database)
        else { return false }
        return person.seats.contains(desk)
    }
}
