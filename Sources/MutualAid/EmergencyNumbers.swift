package import Comprehension

/// Whom to call, by country: `Config/emergency-numbers.yaml`.
package struct EmergencyNumbers: Sendable, Equatable {
    /// The hotline of the foreign ministry for Chinese citizens abroad, as it is written in texts.
    package let consularHotline: String
    /// For a member whose country is not known.
    package let international: [Shared]
    package let countries: [String: Country]

    /// One country's numbers.
    package struct Country: Sendable, Equatable {
        package let names: [ReplyLanguage: String]
        package let emergency: String
        package let police: String?
        package let crisisLine: String?

        package init(names: [ReplyLanguage: String], emergency: String, police: String?, crisisLine: String?) {
            self.names = names
            self.emergency = emergency
            self.police = police
            self.crisisLine = crisisLine
        }
    }

    /// A number that holds in several countries.
    package struct Shared: Sendable, Equatable {
        package let number: String
        package let places: [ReplyLanguage: String]

        package init(number: String, places: [ReplyLanguage: String]) {
            self.number = number
            self.places = places
        }
    }

    package init(consularHotline: String, international: [Shared], countries: [String: Country]) {
        self.consularHotline = consularHotline
        self.international = international
        self.countries = countries
    }

    /// What to dial in a country, or the international list where the country is unknown: ready to stand in a sentence.
    package func local(_ country: String?, in language: ReplyLanguage) -> String {
        guard let country = country.flatMap({ countries[$0] }) else {
            let separator = language == .chinese ? "、" : ", "
            return international.map { shared in
                let place = shared.places[language] ?? ""
                return language == .chinese ? "\(shared.number)(\(place))" : "\(shared.number) (\(place))"
            }.joined(separator: separator)
        }
        guard let police = country.police, police != country.emergency else { return country.emergency }
        return language == .chinese
            ? "\(country.emergency)(报警 \(police))" : "\(country.emergency) (police \(police))"
    }
}
