/// How well labels were told on lines whose labels are known.
package struct LabelReport: Sendable {
    /// How often one label was told rightly, wrongly, and not at all.
    package struct Tally: Sendable, Equatable {
        package var right = 0
        package var wrong = 0
        package var missed = 0

        package init() {}

        package var precision: Double { right + wrong == 0 ? 0 : Double(right) / Double(right + wrong) }
        package var recall: Double { right + missed == 0 ? 0 : Double(right) / Double(right + missed) }
        package var f1: Double {
            right == 0 ? 0 : 2 * Double(right) / Double(2 * right + wrong + missed)
        }
    }

    /// How the danger rules did: found of those that carry a sign, and false alarms among those that carry none.
    package struct Danger: Sendable, Equatable {
        package var dangerous = 0
        package var found = 0
        package var harmless = 0
        package var falseAlarms = 0

        package init() {}

        /// The share of dangerous lines in which some sign was found.
        package var recall: Double { dangerous == 0 ? 1 : Double(found) / Double(dangerous) }
        /// The share of harmless lines in which one was found.
        package var falseAlarmRate: Double { harmless == 0 ? 0 : Double(falseAlarms) / Double(harmless) }
    }

    package private(set) var labels: [String: Tally] = [:]
    package private(set) var danger: Danger?
    package private(set) var lines = 0

    package init() {}

    /// Counts one line.
    package mutating func count(wanted: Set<String>, told: Set<String>) {
        lines += 1
        for label in wanted.union(told) {
            var tally = labels[label, default: Tally()]
            if !told.contains(label) {
                tally.missed += 1
            } else if wanted.contains(label) {
                tally.right += 1
            } else {
                tally.wrong += 1
            }
            labels[label] = tally
        }
    }

    /// Counts the danger signs of one line.
    package mutating func count(isDangerous: Bool, isFound: Bool) {
        var danger = danger ?? Danger()
        if isDangerous {
            danger.dangerous += 1
            if isFound { danger.found += 1 }
        } else {
            danger.harmless += 1
            if isFound { danger.falseAlarms += 1 }
        }
        self.danger = danger
    }

    /// The mean F1 over the labels that some line has.
    package var macroF1: Double {
        let known = labels.values.filter { $0.right + $0.missed > 0 }
        return known.isEmpty ? 0 : known.reduce(0) { $0 + $1.f1 } / Double(known.count)
    }
}
