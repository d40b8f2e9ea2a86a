import EngineIO
import Testing

@Suite struct EngineHandshakePacketTests {
  @Test func hasExactlyTheFiveFields() {
    var packet = EngineHandshakePacket(
      sid: "abc", offersWebSocket: true,
      heartbeat: Heartbeat(intervalMilliseconds: 25_000, timeoutMilliseconds: 20_000), maxPayload: 65_536)
    #expect(
      packet.text
        == #"0{"sid":"abc","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536}"#)
    packet.offersWebSocket = false
    #expect(
      packet.text == #"0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536}"#)
  }

  @Test func errorsHaveTheirDocumentedForm() {
    let all = EngineRequestError.allCases.map(\.json)
    #expect(
      all == [
        #"{"code":0,"message":"Transport unknown"}"#,
        #"{"code":1,"message":"Session ID unknown"}"#,
        #"{"code":2,"message":"Bad handshake method"}"#,
        #"{"code":3,"message":"Bad request"}"#,
        #"{"code":4,"message":"Forbidden"}"#,
        #"{"code":5,"message":"Unsupported protocol version"}"#,
      ])
    #expect(EngineRequestError.allCases.filter { $0.status == 403 } == [.forbidden])
  }
}
