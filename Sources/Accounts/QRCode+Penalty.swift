extension QRCode {
    /// How hard the code is to read, by the standard's four rules: the mask with the least is taken.
    var penalty: Int {
        let rows = (0..<size).map { row in (0..<size).map { self[row, $0] } }
        let columns = (0..<size).map { column in (0..<size).map { self[$0, column] } }
        return (rows + columns).reduce(blocks + balance) { $0 + Self.runs(in: $1) + Self.finders(in: $1) }
    }

    /// Five or more modules of one colour in a line.
    private static func runs(in line: [Bool]) -> Int {
        var penalty = 0
        var length = 0
        for place in line.indices {
            length = place > 0 && line[place] == line[place - 1] ? length + 1 : 1
            if length == 5 { penalty += 3 } else if length > 5 { penalty += 1 }
        }
        return penalty
    }

    /// What looks like a finder with four light modules beside it.
    private static func finders(in line: [Bool]) -> Int {
        let finder = [true, false, true, true, true, false, true]
        let quiet = [false, false, false, false]
        return [finder + quiet, quiet + finder].reduce(0) { sum, pattern in
            sum + line.indices.dropLast(10).filter { Array(line[$0..<$0 + 11]) == pattern }.count * 40
        }
    }

    /// Squares of four modules of one colour.
    private var blocks: Int {
        (0..<size - 1).reduce(0) { sum, row in
            sum
                + (0..<size - 1).filter { column in
                    let colour = self[row, column]
                    return self[row, column + 1] == colour && self[row + 1, column] == colour
                        && self[row + 1, column + 1] == colour
                }.count * 3
        }
    }

    /// How far the share of dark modules is from a half.
    private var balance: Int {
        let dark = isDark.filter(\.self).count
        let total = size * size
        return (abs(dark * 20 - total * 10) + total - 1) / total * 10 - 10
    }
}
