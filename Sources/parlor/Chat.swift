import ArgumentParser
import ChatClient
import ChatModel
import Foundation
import TerminalChat
import UnixSignals

/// `parlor chat`: options only; `TerminalChat` does the work.
struct Chat: AsyncParsableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, jsonl
  }

  static let configuration = CommandConfiguration(
    abstract: "Chat in the terminal, or from a script.",
    discussion: """
      At a terminal it is a prompt: what is typed is said in the room, /help lists the commands. The connection comes \
      back by itself, and what was said meanwhile is shown.
      In a pipe each line of standard input is a message: echo hello | parlor chat lobby. It ends when all were \
      acknowledged, with 0; with 1 at the first that is not accepted, or when no server answers; with 130 when \
      interrupted.
      With --follow it prints what is heard until it is interrupted, and says the lines of a pipe meanwhile; it ends \
      with 1 when it is taken out of the room or not let in. \
      --format jsonl prints a JSON object a line: {"event": "message", "room": …, "message": …} and so on; a line of \
      standard input is told as "sent" or "not_sent".
      Where a server takes only people with an access token, put it into a file for --token-file, which is read anew for \
      each connection, or into the variable PARLOR_TOKEN.
      """)
  @Argument(help: "The room to come into.")
  var room = "lobby"
  @Option(help: "The server.")
  var url = "http://127.0.0.1:3000"
  @OptionGroup var trust: TrustOptions
  @Option(help: "The name to go by. (default: one the server gives)")
  var name: String?
  @Option(help: ArgumentHelp("File with a token that says who you are. Also variable PARLOR_TOKEN.", valueName: "file"))
  var tokenFile: String?
  @Flag(help: "Say of oneself that a program writes.")
  var bot = false
  @Flag(help: "Print what is heard until interrupted.")
  var follow = false
  @Option(help: "Form of what --follow prints: text or jsonl.")
  var format: Format?

  func validate() throws {
    if RoomID(room) == nil { throw ValidationError("A room id is [a-z0-9][a-z0-9._-]{0,63}.") }
    if format != nil, !follow { throw ValidationError("--format goes with --follow.") }
  }

  func run() async throws {
    ProcessSetup.ignoreBrokenPipes()
    let chat = try settings()
    // Before anything is heard of it: who interrupts early is told the same.
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
    let running = Task { await TerminalChat.run(chat) }
    let watch = Task { for await _ in signals { running.cancel() } }
    defer { watch.cancel() }
    let status = await running.value
    if status != .ok { throw ExitCode(status.rawValue) }
  }

  private func settings() throws -> TerminalChat.Configuration {
    let server = try failing { () throws(ChatClientError) in try ServerURL(url) }
    var client = ChatClientConfiguration(server: server)
    client.trust = try trust.read()
    client.name = name
    client.isBot = bot
    if let tokenFile {
      client.credentials = try Self.credentials(in: tokenFile)
      client.freshToken = { (try? Self.content(of: tokenFile))?.token }
    } else if let token = ProcessInfo.processInfo.environment["PARLOR_TOKEN"], !token.isEmpty {
      client.credentials = try failing { () throws(ChatClientError) in
        do throws(ChatClientError) { return try Credentials(fileContents: token) } catch {
          throw ChatClientError(
            .invalidToken, "PARLOR_TOKEN holds no token.", hint: "It is one token and nothing else; or unset it.")
        }
      }
    }
    guard let room = RoomID(room) else { throw ExitCode(64) }
    var chat = TerminalChat.Configuration(client: client, room: room)
    chat.follows = follow
    chat.format = format == .jsonl ? .jsonl : .text
    chat.history = StateFolder.file("chat-history")
    return chat
  }

  private static func credentials(in file: String) throws -> Credentials {
    try failing { () throws(ChatClientError) in
      guard let credentials = try content(of: file) else {
        throw ChatClientError(
          .invalidToken, "The token file '\(file)' cannot be read.", hint: "Check its name and rights.")
      }
      return credentials
    }
  }

  /// What a token file holds; nil where it cannot be read.
  private static func content(of file: String) throws(ChatClientError) -> Credentials? {
    guard let data = FileManager.default.contents(atPath: file) else { return nil }
    return try Credentials(fileContents: String(decoding: data, as: UTF8.self))
  }
}
