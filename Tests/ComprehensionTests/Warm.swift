import Testing
@Test func warm2() {}
