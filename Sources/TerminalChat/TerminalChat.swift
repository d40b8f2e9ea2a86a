public import ChatClient
public import ChatModel
import LineEditor

/// `parlor chat`: rooms in a terminal, or in a pipe.
public enum TerminalChat {
  /// What it is told.
  public struct Configuration: Sendable {
    /// How what is heard is written where there is nobody to type.
    public enum Format: String, Sendable, CaseIterable {
      /// Lines for people.
      case text
      /// A JSON object a line.
      case jsonl
    }

    /// The server, and who comes in.
    public var client: ChatClientConfiguration
    /// The room to begin with.
    public var room: RoomID
    /// Whether to print what is heard until interrupted, also where there is nobody to type.
    public var follows = false
    /// How.
    public var format = Format.text
    /// The file lines are remembered in; nil for none.
    public var history: String?

    /// Coming into this room.
    public init(client: ChatClientConfiguration, room: RoomID) {
      self.client = client
      self.room = room
    }
  }

  /// Runs until its end, or until its task is cancelled. What goes wrong has been said when it returns.
  ///
  /// Where somebody can type it is a prompt. Else the lines of standard input are sent.
  public static func run(_ configuration: Configuration) async -> ChatStatus {
    if configuration.follows { return await FollowedChat(configuration).run() }
    if Terminal.isInteractive { return await InteractiveChat(configuration).run() }
    return await PipedChat(configuration).run()
  }
}

/// How `parlor chat` ended, as scripts see it.
public enum ChatStatus: Int32, Sendable {
  /// As was wanted.
  case ok = 0
  /// Something was not sent, or the server turned one away.
  case failed = 1
  /// It was interrupted before everything was sent.
  case interrupted = 130
}
