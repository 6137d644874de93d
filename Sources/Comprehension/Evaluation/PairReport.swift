/// How well the same question is told from another, over pairs where that is known.
package struct PairReport: Sendable, Codable, Equatable {
    package let pairs: Int
    package let same: Int
    /// The share told right with a bar of one half.
    package let accuracy: Double
    /// The harmonic mean of precision and recall of "same" with that bar.
    package let f1: Double
    /// How often a same pair is more probable than a different one (area under the receiver's curve).
    package let areaUnderCurve: Double
    /// Of the pairs told the same with a bar of 0.9, the share that is, and how many of the same they are.
    package let precisionAt90: Double
    package let recallAt90: Double
    /// Expected calibration error over ten equal bins of probability.
    package let calibrationError: Double

    /// One pair as it was told.
    package struct Told: Sendable {
        let probability: Double
        let isSame: Bool

        package init(probability: Double, isSame: Bool) {
            self.probability = probability
            self.isSame = isSame
        }
    }

    package init(_ told: [Told]) {
        func share(_ part: Int, _ all: Int) -> Double { all == 0 ? 0 : Double(part) / Double(all) }
        let found = told.filter { $0.probability >= 0.5 }
        let sure = told.filter { $0.probability >= 0.9 }
        let right = found.count(where: \.isSame)
        pairs = told.count
        same = told.count(where: \.isSame)
        accuracy = share(told.count { ($0.probability >= 0.5) == $0.isSame }, told.count)
        f1 = share(2 * right, found.count + same)
        precisionAt90 = share(sure.count(where: \.isSame), sure.count)
        recallAt90 = share(sure.count(where: \.isSame), same)
        areaUnderCurve = Self.area(told, same: same)
        calibrationError = (0..<10).reduce(into: 0) { sum, tenth in
            let inside = told.filter { min(Int($0.probability * 10), 9) == tenth }
            let difference = inside.reduce(0) { $0 + $1.probability } - Double(inside.count(where: \.isSame))
            sum += abs(difference) / Double(max(told.count, 1))
        }
    }

    private static func area(_ told: [Told], same: Int) -> Double {
        let order = told.sorted { $0.probability < $1.probability }
        var ranks = 0.0
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, order[end].probability == order[start].probability { end += 1 }
            // Equal ones share the mean of their ranks.
            ranks += Double(order[start..<end].count(where: \.isSame)) * Double(start + end + 1) / 2
            start = end
        }
        let others = Double(told.count - same)
        let count = Double(same)
        return count * others == 0 ? 0 : (ranks - count * (count + 1) / 2) / (count * others)
    }
}
