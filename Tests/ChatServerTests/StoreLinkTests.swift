import Testing

@testable import ChatServer

@Suite struct StoreLinkTests {
  @Test func aRestartedStoreIsAnotherLifeAndALostConnectionIsNot() {
    var link = StoreLink()
    link.came(run: "one")
    let life = link.life
    link.went()
    link.came(run: "one")
    #expect(link.life == life)
    link.went()
    link.came(run: "two")
    #expect(link.life != life)
  }

  @Test func whoLosesTheConnectionIsNotReady() {
    var link = StoreLink()
    link.came(run: "one")
    link.isReady = true
    link.went()
    #expect(!link.isReady && !link.isUp)
  }
}
