extension KnowledgeIndex {
    /// The entries that share most pieces and concepts with a text, best first: what ranking begins with, measured by
    /// `huzhu-bench` beside other engines.
    package func sharingMost(with text: String, limit: Int) -> [String] {
        searchSharing(with: text, limit: limit)()
    }

    /// The same search with the text cut already, as other engines take theirs: to be run as often as wanted.
    package func searchSharing(with text: String, limit: Int) -> () -> [String] {
        let query = Query(PlainText(text))
        return {
            let numbers = numbers(of: query, withheld: .nothing)
            return shortlist(query, numbers: numbers.known, withheld: .nothing, limit: limit).map {
                entries[Int($0.entry)].id
            }
        }
    }
}
