import ChatModel
import JSONText
import NIOCore

/// Reads what the bus tells of changes, for those who show them to people.
public enum BusUpdate {
  /// The message as it is now, of a `message_update`.
  public static func message(of item: BusItem) -> StoredMessage? {
    guard let value = try? JSONValue(parsing: item.arguments.readableBytesView), let message = value["message"] else {
      return nil
    }
    return StoredMessage(ByteBuffer(bytes: message.encoded))
  }

  /// Who came, of a `member_add`.
  public static func member(of item: BusItem) -> ListedMember? {
    guard let id = item.member else { return nil }
    return ListedMember(id, json: item.arguments)
  }
}
