import Testing

@testable import ChatServer

@Suite struct RateBucketTests {
  @Test func theBurstIsTakenAtOnceAndThenTheRateHolds() {
    var bucket = RateBucket(burst: 2, refill: 4, per: 1000, now: 0)
    #expect(bucket.take(now: 0) == nil)
    #expect(bucket.take(now: 0) == nil)
    #expect(bucket.take(now: 0) == 250)
    #expect(bucket.take(now: 100) == 150)
    #expect(bucket.take(now: 250) == nil)
  }

  @Test func whatIsGivenBackCanBeTakenAgainButNotMoreThanTheBurst() {
    var bucket = RateBucket(burst: 1, refill: 1, per: 1000, now: 0)
    #expect(bucket.take(now: 0) == nil)
    bucket.giveBack()
    bucket.giveBack()
    #expect(bucket.take(now: 0) == nil)
    #expect(bucket.take(now: 0) != nil)
  }

  @Test func aClockThatGoesBackGivesNothing() {
    var bucket = RateBucket(burst: 1, refill: 1, per: 1000, now: 5000)
    #expect(bucket.take(now: 5000) == nil)
    #expect(bucket.take(now: 0) != nil)
  }

  @Test func aRestedBucketIsFull() {
    var bucket = RateBucket(burst: 1, refill: 1, per: 1000, now: 0)
    #expect(bucket.take(now: 0) == nil)
    #expect(!bucket.isFull(now: 999))
    #expect(bucket.isFull(now: 1000))
  }

  @Test func aRateOfNothingMakesWaitForADay() {
    var bucket = RateBucket(burst: 0, refill: 0, per: 1000, now: 0)
    #expect(bucket.take(now: 0) == 86_400_000)
  }
}
