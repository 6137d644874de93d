/// Whether a member asks in plain words to have their data erased; a person carries it out.
enum ErasureRequest {
    static func isMade(in text: String) -> Bool {
        let plain = text.lowercased().filter { !$0.isWhitespace }
        return plain.count <= 60 && wordings.contains { plain.contains($0) }
    }

    private static let wordings = [
        "删除我的资料", "删除我的数据", "删除我的信息", "刪除我的資料", "刪除我的數據", "erasemydata", "deletemydata",
        "eraseallmydata", "deleteallmydata", "removemydata",
    ]
}
