import Testing
import HummingbirdTesting
@Test func warm() {}
