extension KnowledgeIndex {
    /// The numbers by which the nearest entries were ranked, by entry and by what each says; zeros are left out.
    func features(for text: PlainText, vector: [Float]?, of entries: [String]) -> [String: [String: Float]] {
        let names = Fit.names + VectorFits.names
        let fits = fits(Question(text, vector: vector, meanings: meanings))
        return fits.reduce(into: [:]) { told, fit in
            let id = self.entries[Int(fit.entry)].id
            guard entries.contains(id) else { return }
            told[id] = zip(names, fit.features).reduce(into: [:]) { $0[$1.0] = $1.1 == 0 ? nil : $1.1 }
        }
    }
}
