import Accounts
import Comprehension
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid

extension APIRoutes {
    /// Corrected labels, from which the label model learns.
    func addLabels<Context: RequestContext>(to api: RouterGroup<Context>) {
        api.put("escalations/:id/labels") { request, context in
            try await correctLabels(request, context.parameters)
        }
    }

    /// Says which labels hold for a message; for whoever reads its words.
    private func correctLabels(_ request: Request, _ parameters: Parameters) async throws -> Response {
        let reader = try await reader(of: request, for: .queue)
        guard let id = ID<Escalation>(try parameters.require("id")),
            let known = try await escalations.escalation(id, scope: reader.scope)
        else { throw EscalationConflict.notFound }
        let opened = try await audit.openedCases(of: reader.staff.login, now: now())
        guard Disclosure(of: known, to: reader.staff, isGlassBroken: opened.contains(id)).shows(.messageText) else {
            throw Problem(.forbidden, "Labels are corrected by those who read the message")
        }
        let body = try await request.body.collect(upTo: 1 << 14)
        let given = try JSONDecoder().decode(LabelsJSON.self, from: Data(body.readableBytesView))
        do {
            let corrected = try await labels.correct(
                given.correction,
                of: id,
                by: reader.staff.asOwner,
                scope: reader.scope,
                version: try version(in: request, isNeeded: true),
                now: now()
            )
            return try await respond(corrected, to: reader)
        } catch let refusal as LabelRefusal {
            throw Problem(.unprocessableContent, refusal.words)
        }
    }
}

private struct LabelsJSON: Decodable {
    let labels: [Label]
    let message: String?

    /// - Throws: `LabelRefusal` where it names no label, or a line that cannot be.
    var correction: LabelCorrection {
        get throws(LabelRefusal) {
            let line = message.map { ID<Message>($0) }
            if case .some(nil) = line { throw .notInCase }
            return try LabelCorrection(message: line ?? nil, labels: Set(labels))
        }
    }
}

extension LabelRefusal {
    /// Why it was not taken, for programs.
    fileprivate var words: String {
        switch self {
        case .noLabel: "Name at least one label; chatter where none holds"
        case .chatterStandsAlone: "Chatter has no other label beside it"
        case .lineMissing: "The lines were decided one after the other: name one as `message`"
        case .notInCase: "The line is none of this member's in this case"
        case .nothingToRead: "The words of this line were forgotten"
        }
    }
}
