/// Any bytes, brought to one form: never longer than what may grow out of them, and the same when done twice.
func fuzzNormaliser(_ text: String) {
    let plain = PlainText(text)
    _ = Language.detect(text)
    _ = QuestionForm(plain)
    _ = ContextForm.leans(plain, Query(plain))
    precondition(plain.scalars.first != " " && plain.scalars.last != " ")
}
