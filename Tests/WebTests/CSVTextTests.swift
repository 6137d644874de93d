import Foundation
import Testing

@testable import Web

/// Tables for spreadsheets, written and read (criterion A11), and forms that carry them.
struct CSVTextTests {
    @Test(arguments: [
        ("=1+1", "\"'=1+1\""), ("+1", "\"'+1\""), ("-1", "\"'-1\""), ("@x", "\"'@x\""), ("\tx", "\"'\tx\""),
        ("\rx", "\"'\rx\""), ("  =x", "\"'  =x\""), ("\u{200B}=x", "\"'\u{200B}=x\""), ("＝x", "\"'＝x\""),
        ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\r\nb", "\"a\r\nb\""), ("隔离14天", "隔离14天"), ("", ""),
    ])
    func `what a spreadsheet would run is guarded, what RFC 4180 quotes is quoted (A11, S14)`(
        cell: String,
        line: String
    ) {
        #expect(CSVText.row([cell, "x"]) == line + ",x\r\n")
    }

    @Test func `rows are read in all their quotings, with a mark, and with tabs as pasted from a spreadsheet`() {
        let rows = CSVText.rows("\u{FEFF}a,\"b,\"\"c\"\"\nd\"\r\n\r\ne\tf\rg")

        #expect(rows == [["a", "b,\"c\"\nd"], ["e", "f"], ["g"]])
        #expect(CSVText.rows(" \n,,\n") == [])
    }

    @Test func `a form with a file gives its fields and what the file holds`() throws {
        let body = [
            "--x", "Content-Disposition: form-data; name=\"token\"", "", "abc", "--x",
            "Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"", "Content-Type: text/csv", "",
            "问,答\r\n一",
            "--x--", "",
        ].joined(separator: "\r\n")
        let boundary = try #require(FormBody.boundary(in: "multipart/form-data; boundary=x"))
        let form = FormBody(parts: Data(body.utf8), boundary: boundary)

        #expect(form["token"] == "abc" && form["file"] == "问,答\n一" && form["name"] == "")
        #expect(FormBody.boundary(in: "application/x-www-form-urlencoded") == nil)
        #expect(FormBody(parts: Data("--x\r\nno head".utf8), boundary: "x")["token"] == "")
    }
}
