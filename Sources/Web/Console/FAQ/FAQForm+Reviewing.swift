import Comprehension
import MutualAid

extension FAQForm {
    /// The same, reviewed by who changed it where it had the starter set's review: that was of another text.
    ///
    /// - Parameters:
    ///   - reader: who changed it.
    ///   - before: the form of the entry as it was.
    /// - Returns: the form with its reviewer.
    func reviewed(by reader: StaffMember, since before: FAQForm) -> FAQForm {
        guard reviewer == "starter-set", contents != before.contents else { return self }
        var form = self
        form.reviewer = reader.login
        return form
    }

    /// What is said in it, without what only accompanies it on the page.
    private var contents: FAQForm {
        var form = self
        form.id = ""
        form.seen = ""
        for language in ReplyLanguage.allCases { form.panes[language]?.isConfirmed = false }
        return form
    }
}
