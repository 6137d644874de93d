package import Comprehension
package import Foundation
package import MutualAid

/// `Config/danger-signs.yaml`: the rules that find danger signs.
package enum DangerSignsFile {
    package static func read(_ url: URL) throws(FileProblems) -> DangerSignRules {
        let ledger = ProblemLedger()
        var rules: [DangerSignRule] = []
        var guards = DangerSignGuards(idioms: [], negations: [], past: [], fiction: [], others: [])
        if let file = TextFiles.read(url, ledger: ledger),
            let top = YAMLMapping.parse(file.text, file: file.path, ledger: ledger)
        {
            rules = top.mappings("rules").compactMap(rule)
            guards = self.guards(top.mapping("guards"))
            if rules.isEmpty { top.note("rules", "there is no rule") }
            for sign in DangerSign.allCases where !rules.contains(where: { $0.sign == sign }) {
                top.note("rules", "no rule finds `\(sign.rawValue)`")
            }
            top.refuseUnknownKeys()
        }
        try ledger.check()
        return DangerSignRules(rules, guards: guards)
    }

    private static func rule(_ mapping: YAMLMapping) -> DangerSignRule? {
        let id = mapping.text("id")
        let phrases = mapping.texts("phrases")
        if phrases.contains(where: { $0.count < (mapping.has("near") ? 1 : 2) }) {
            mapping.note("phrases", "a phrase has at least two characters, or words near it")
        }
        if phrases.isEmpty { mapping.note("phrases", "a rule needs phrases") }
        guard let sign = mapping.choice("sign", of: DangerSign.self) else {
            if !mapping.has("sign") { mapping.note("sign", "`sign` is missing") }
            return nil
        }
        let rule = DangerSignRule(
            id: id,
            sign: sign,
            phrases: phrases,
            near: mapping.texts("near"),
            with: mapping.texts("with"),
            unless: mapping.texts("unless"),
            within: mapping.number("within", default: 24, in: 1...60),
            isHeldBackByNegation: mapping.flag("held_back_by_negation", default: true),
            isHeldBackByPast: mapping.flag("held_back_by_past", default: true)
        )
        mapping.refuseUnknownKeys()
        return rule
    }

    private static func guards(_ mapping: YAMLMapping?) -> DangerSignGuards {
        let guards = DangerSignGuards(
            idioms: mapping?.texts("idioms") ?? [],
            negations: mapping?.texts("negations") ?? [],
            past: mapping?.texts("past") ?? [],
            over: mapping?.texts("over") ?? [],
            fiction: mapping?.texts("fiction") ?? [],
            others: mapping?.texts("others") ?? []
        )
        mapping?.refuseUnknownKeys()
        return guards
    }
}
