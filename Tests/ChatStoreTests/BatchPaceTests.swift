import Testing

@testable import ChatStore

@Suite struct BatchPaceTests {
  @Test func growsWhileCallsAreQuick() {
    var pace = BatchPace(most: 500)
    for _ in 0..<10 { pace.took(.milliseconds(1)) }
    #expect(pace.size == 500)
  }

  @Test func shrinksWhenCallsTakeLongAndNeverToNothing() {
    var pace = BatchPace(most: 500)
    pace.took(.milliseconds(30))
    #expect(pace.size == 50)
    for _ in 0..<10 { pace.took(.seconds(1)) }
    #expect(pace.size == 20)
  }

  @Test func staysWhereCallsTakeWhatTheyMay() {
    var pace = BatchPace(most: 500)
    pace.took(.milliseconds(6))
    #expect(pace.size == 100)
  }
}
