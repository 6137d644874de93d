extension KnowledgeIndex {
    /// The ten nearest entries with their probabilities, best first.
    ///
    /// `vector` is the text's sentence vector; without one only the words are compared.
    func candidates(for text: PlainText, vector: [Float]? = nil) -> [Candidate] {
        candidates(for: text, Question(text, vector: vector, meanings: meanings))
    }

    /// The same for a text that was taken apart already, and seen among the vectors.
    func candidates(for text: PlainText, _ question: Question, _ sight: Sight? = nil) -> [Candidate] {
        let query = question.query
        let fits = fits(question, sight)
        let probabilities = shared(ranker.probabilities(fits), among: fits, of: query)
        let certain = certain(text, query)
        var found = zip(fits, probabilities).map { fit, probability in
            (fit: fit, probability: certain == nil ? probability : fit.entry == certain ? 0.99 : probability * 0.01)
        }
        if let certain, !found.contains(where: { $0.fit.entry == certain }) {
            found.append((Fit((certain, 0), top: 1, Asked(query, in: self), nil, in: self), 0.99))
        }
        found.sort { ($0.probability, -$0.fit.entry) > ($1.probability, -$1.fit.entry) }
        return found.prefix(10).map { fit, probability in
            Candidate(entry: entries[Int(fit.entry)].id, score: Double(fit.score), probability: probability)
        }
    }

    /// A bare word that several entries have says nothing of which is meant: 隔离 (criterion F5).
    private func shared(_ probabilities: [Double], among fits: [Fit], of query: Query) -> [Double] {
        guard query.isShort, query.aspects.isEmpty, query.topics.count <= 1 else { return probabilities }
        let rivals = fits.count { $0.entryCover > 0.99 }
        return rivals > 1 ? probabilities.map { min($0, 0.9 / Double(rivals)) } : probabilities
    }

    /// Where questions lie among the vectors, to be handed to `candidates` or `fits`; `nil` where only words are compared.
    func sights(of questions: [Question]) -> [Sight?] {
        let asked = questions.compactMap(\.vector)
        guard let vectors, asked.count == questions.count else { return questions.map { _ in nil } }
        return vectors.sights(of: asked)
    }

    /// How well each entry of the shortlist fits.
    func fits(
        _ question: Question,
        _ sight: Sight? = nil,
        withheld: Withheld = .nothing,
        limit: Int = 12
    ) -> [Fit] {
        let query = question.query
        let asked = Asked(query, in: self, withheld: withheld)
        var shortlist = shortlist(query, numbers: asked.numbers.known, withheld: withheld, limit: limit)
        let top = shortlist.first?.score ?? 1
        guard let vectors, let sight = sight ?? sights(of: [question])[0] else {
            return shortlist.map { Fit($0, top: top, asked, nil, in: self) }
        }
        let view = vectors.view(of: sight, withheld: withheld)
        for entry in view.shortlist(limit) where !shortlist.contains(where: { $0.entry == entry }) {
            shortlist.append((entry, score(of: entry, asked)))
        }
        let pieces = meanings.map { meanings in question.pieces.map { AskedPiece($0, meanings) } } ?? []
        let fits = VectorFits(
            view,
            among: shortlist.map(\.entry),
            meanings: meaningIndex,
            pieces: pieces,
            withheld: withheld
        )
        return shortlist.map { Fit($0, top: max(top, 0.001), asked, fits, in: self) }
    }
}
