package import Foundation
package import MutualAid
import Comprehension

/// `Config/emergency-numbers.yaml`: whom to call, by country.
package enum EmergencyNumbersFile {
    package static func read(_ url: URL) throws(FileProblems) -> EmergencyNumbers {
        let ledger = ProblemLedger()
        var numbers = EmergencyNumbers(consularHotline: "", international: [], countries: [:])
        if let file = TextFiles.read(url, ledger: ledger),
            let top = YAMLMapping.parse(file.text, file: file.path, ledger: ledger)
        {
            numbers = parse(top)
        }
        try ledger.check()
        return numbers
    }

    private static func parse(_ top: YAMLMapping) -> EmergencyNumbers {
        let hotline = top.mapping("consular_hotline")
        if hotline == nil { top.note("consular_hotline", "`consular_hotline` is missing") }
        let numbers = [hotline?.text("number"), hotline?.optionalText("also")].compactMap { $0 }
        let shared = top.mappings("international").map { item in
            EmergencyNumbers.Shared(number: item.text("number"), places: names(item.mapping("where")))
        }
        if shared.isEmpty { top.note("international", "`international` needs at least one number") }
        var countries: [String: EmergencyNumbers.Country] = [:]
        if let list = top.mapping("countries") {
            for code in list.keys {
                guard let country = list.mapping(code) else { continue }
                countries[code] = parse(country)
            }
        }
        return EmergencyNumbers(
            consularHotline: numbers.joined(separator: " / "),
            international: shared,
            countries: countries
        )
    }

    private static func parse(_ country: YAMLMapping) -> EmergencyNumbers.Country {
        let line = country.mapping("crisis_line")
        let name = line?.mapping("name")
        let crisisLine = line.map { line in
            [name?.optionalText("zh") ?? name?.optionalText("en"), line.text("number")].compactMap { $0 }
                .filter { !$0.isEmpty }.joined(separator: " ")
        }
        return EmergencyNumbers.Country(
            names: names(country.mapping("name")),
            emergency: country.text("emergency"),
            police: country.optionalText("police"),
            crisisLine: crisisLine
        )
    }

    private static func names(_ mapping: YAMLMapping?) -> [ReplyLanguage: String] {
        [.chinese: mapping?.text("zh") ?? "", .english: mapping?.text("en") ?? ""]
    }
}
