import Foundation

/// Countries as people type them: by name in any language of the console, or by their two letters.
enum CountryNames {
    /// What a typed list says: the codes of those that are known, and the names of those that are not.
    static func read(_ text: String) -> (codes: [String], unknown: [String]) {
        var codes: [String] = []
        var unknown: [String] = []
        for part in text.split(whereSeparator: { ",，、;；\n".contains($0) }) {
            let name = part.trimmingCharacters(in: .whitespaces)
            guard !name.isEmpty else { continue }
            if let code = known[folded(name)] {
                if !codes.contains(code) { codes.append(code) }
            } else {
                unknown.append(name)
            }
        }
        return (codes, unknown)
    }

    private static func folded(_ name: String) -> String {
        name.precomposedStringWithCompatibilityMapping.lowercased()
    }

    /// Every name and code of every country.
    private static let known: [String: String] = {
        let locales = ConsoleLanguage.allCases.map { Locale(identifier: $0.rawValue) }
        var known: [String: String] = ["uk": "GB", "usa": "US", "美国": "US", "阿联酋": "AE"]
        for region in Locale.Region.isoRegions where region.identifier.count == 2 {
            let code = region.identifier
            guard code.allSatisfy(\.isLetter) else { continue }
            known[code.lowercased()] = code
            for locale in locales {
                if let name = locale.localizedString(forRegionCode: code) { known[folded(name)] = code }
            }
        }
        return known
    }()
}
