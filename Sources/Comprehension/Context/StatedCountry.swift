/// The country that a writer says to be in: 我在德国, "I live in Milan", 在英国读书.
enum StatedCountry {
    /// The country's code; `nil` where none is stated, or several.
    static func of(_ text: PlainText) -> String? {
        let scalars = text.scalars
        let stated = CountryNames.shared.places(in: text).filter { range, _ in
            let before = scalars[max(0, range.lowerBound - 16)..<range.lowerBound]
            let after = scalars[range.upperBound..<min(scalars.count, range.upperBound + 4)]
            return residences.contains { before.suffix($0.count).elementsEqual($0) }
                || before.last == "在" && doings.contains { after.starts(with: $0) } && !isOthers(before.dropLast())
        }
        let codes = Set(stated.map(\.1))
        return codes.count == 1 ? codes.first : nil
    }

    /// 我朋友在德国读书 says nothing of the writer.
    private static func isOthers(_ before: ArraySlice<Unicode.Scalar>) -> Bool {
        others.contains { before.suffix($0.count).elementsEqual($0) }
    }

    private static func list(_ text: String) -> [[Unicode.Scalar]] {
        text.split(separator: ",").map { Array(String($0).unicodeScalars) }
    }

    private static let residences = list(
        "我在,我人在,本人在,我们在,我现在在,我目前在,我住在,我们住在,我家在,坐标,坐标:,i'm in ,im in ,i am in ,we are in ,we're in "
            + ",i live in ,we live in ,i'm living in ,i study in ,i'm studying in ,i am studying in ,i'm based in ,i work in "
            + ",currently in ,stuck in "
    )
    private static let doings = list("留学,读书,上学,工作,打工,生活,做生意,念书,上班")
    private static let others = list("朋友,同学,孩子,小孩,儿子,女儿,亲戚,他,她,他们,老公,老婆,爸,妈,姐,妹,哥,弟,家人,邻居,老乡")
}
