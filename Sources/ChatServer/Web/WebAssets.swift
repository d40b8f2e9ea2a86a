import CWebAssets
import NIOCore

/// The web page's files as they are served: each under a name with a hash of its content, so that browsers keep them
/// for good and still see the next release at once.
struct WebAssets: Sendable {
  /// One file.
  struct Asset: Sendable {
    let contentType: String
    let body: ByteBuffer
  }

  /// The page itself; nil when the program was built without its third-party files.
  let index: Asset?
  /// The other files by the last part of their address.
  let files: [String: Asset]
  /// The Socket.IO client at the address old pages ask for.
  let socketIOClient: Asset?

  init() {
    var files: [String: Asset] = [:]
    var addresses: [(name: String, address: String)] = []
    var index: Asset?
    var client: Asset?
    for position in 0..<web_asset_count() {
      let file = web_asset_at(position)
      let name = String(cString: file.name)
      let asset = Asset(
        contentType: String(cString: file.content_type),
        body: ByteBuffer(bytes: UnsafeBufferPointer(start: file.bytes, count: file.length)))
      if name == "index.html" {
        index = asset
      } else {
        let hashed = "\(name).\(Self.hash(asset.body))"
        files[hashed] = asset
        addresses.append((name, "/assets/\(hashed)"))
        if name == "socket.io.min.js" { client = asset }
      }
    }
    if let page = index {
      var text = String(buffer: page.body)
      for (name, address) in addresses { text = text.replacing("{{asset:\(name)}}", with: address) }
      index = web_assets_complete() ? Asset(contentType: page.contentType, body: ByteBuffer(string: text)) : nil
    }
    self.index = index
    self.files = files
    socketIOClient = client
  }

  /// FNV-1a, 64 bits: it tells releases apart and guards nothing.
  private static func hash(_ body: ByteBuffer) -> String {
    let value = body.readableBytesView.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
