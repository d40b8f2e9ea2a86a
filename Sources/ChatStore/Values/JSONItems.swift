public import NIOCore

/// JSON values in one piece, as a script joined them: `a,\nb,\nc`.
///
/// Most answers are passed on as they are, so nothing is made for each of them. JSON holds no line break outside of its
/// white space, and the store writes none there, so that the values can still be told apart.
public struct JSONItems: Sendable {
  /// The values with commas between them, ready to stand in an array.
  public let joined: ByteBuffer

  /// The values one by one, sharing the memory of all.
  public var separated: [ByteBuffer] {
    var items: [ByteBuffer] = []
    var rest = joined
    while let end = rest.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
      // Up to the comma in front of the line break.
      if let item = rest.readSlice(length: end - rest.readerIndex - 1) { items.append(item) }
      rest.moveReaderIndex(forwardBy: 2)
    }
    if rest.readableBytes > 0 { items.append(rest) }
    return items
  }
}
