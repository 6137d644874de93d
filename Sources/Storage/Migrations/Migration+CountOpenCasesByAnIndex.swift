extension Migration {
    /// The figures above the queue are counted from an index alone, however many cases are open.
    static let countOpenCasesByAnIndex = Migration(
        name: "count open cases by an index",
        statements: [
            "CREATE INDEX \"escalationCounts\" ON \"escalation\" (\"state\", \"severity\", \"desk\")"
        ]
    )
}
