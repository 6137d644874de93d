import MutualAid

/// Where a case stands in the order of the queue: by severity, then by how long it has waited.
struct QueuePlace: Hashable, Comparable {
    let severity: String
    let waitingSince: Int64
    let id: Int64

    init(_ row: SQLRow) {
        severity = row.text(0)
        waitingSince = row.integer(1)
        id = row.integer(2)
    }

    static func < (left: QueuePlace, right: QueuePlace) -> Bool {
        (left.severity, left.waitingSince, left.id) < (right.severity, right.waitingSince, right.id)
    }

    /// The first places of what is wanted and known to the scope, in order.
    ///
    /// Each desk and state is a stretch of an index in that very order, so that each gives its first ones without a look
    /// at the rest; what is offered to the reader, or is theirs, comes from indexes of its own. All in all it takes as
    /// long however many cases are open.
    static func first(
        _ limit: Int,
        of wanted: EscalationFilter,
        _ scope: Scope,
        after place: QueuePlace?,
        _ database: any SQLConnection
    ) throws -> [QueuePlace] {
        func places(_ filter: ScopeFilter, _ tail: String, _ more: SQLValue...) throws -> [QueuePlace] {
            let sql = "SELECT \"severity\", \"waitingSince\", \"id\" FROM \"escalation\" WHERE \(filter.sql) \(tail)"
            return try database.query(sql, filter.arguments + more).map(QueuePlace.init)
        }
        let order = "ORDER BY \"severity\", \"waitingSince\", \"id\" LIMIT ?"
        var found: Set<QueuePlace> = []
        for stretch in stretches(of: wanted, scope) {
            found.formUnion(try places(stretch.after(place), order, SQLValue(limit)))
        }
        // Neither ordered nor bounded: with either SQLite would walk the whole queue to find the few of one person.
        for few in own(wanted, scope) {
            found.formUnion(try places(few, "").filter { each in place.map { each > $0 } ?? true })
        }
        return found.sorted().prefix(limit).map { $0 }
    }

    /// Conditions that each name one stretch of an index, and together all at the desks that is wanted and known.
    private static func stretches(of wanted: EscalationFilter, _ scope: Scope) -> [ScopeFilter] {
        guard wanted.owner == nil else { return [] }
        let known = scope.desks.isEmpty ? Set(Desk.allCases) : scope.desks
        let desks = wanted.desk.map { known.contains($0) ? [$0] : [] } ?? Array(known)
        return desks.flatMap { desk in
            (wanted.state.map { [$0] } ?? Escalation.State.allCases).map { state in
                ScopeFilter(groups: scope.groups).adding("\"desk\" = ?", .text(desk.rawValue)).adding(state)
                    .inGroup(wanted.group)
            }
        }
    }

    /// What is somebody's, or beyond the desks offered to the reader or theirs.
    private static func own(_ wanted: EscalationFilter, _ scope: Scope) -> [ScopeFilter] {
        var all: [ScopeFilter] = []
        if let owner = wanted.owner {
            all = [ScopeFilter(scope).adding("\"owner\" = ?", .text(owner))]
        } else if !scope.desks.isEmpty {
            let few = ScopeFilter(groups: scope.groups)
            all = scope.desks.map { few.adding("\"transferDesk\" = ?", .text($0.rawValue)) }
            for column in scope.login == nil ? [] : ["transferLogin", "owner"] {
                all.append(few.adding("\"\(column)\" = ?", .text(scope.login ?? "")))
            }
        }
        return all.map { each in
            let filter = each.adding(wanted.state).inGroup(wanted.group)
            return wanted.desk.map { filter.adding("\"desk\" = ?", .text($0.rawValue)) } ?? filter
        }
    }
}

extension ScopeFilter {
    fileprivate func adding(_ condition: String, _ value: SQLValue) -> ScopeFilter {
        var filter = self
        filter.add(condition, value)
        return filter
    }

    fileprivate func adding(_ state: Escalation.State?) -> ScopeFilter {
        state.map { adding("\"state\" = ?", .text($0.rawValue)) } ?? self
    }

    fileprivate func inGroup(_ group: String?) -> ScopeFilter {
        group.map { adding("\"groupID\" = ?", .text($0)) } ?? self
    }

    fileprivate func after(_ place: QueuePlace?) -> ScopeFilter {
        guard let place else { return self }
        var filter = self
        filter.add(
            "(\"severity\", \"waitingSince\", \"id\") > (?, ?, ?)",
            .text(place.severity),
            .integer(place.waitingSince),
            .integer(place.id)
        )
        return filter
    }
}
