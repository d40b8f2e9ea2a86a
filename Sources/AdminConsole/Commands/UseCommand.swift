import ArgumentParser
import ChatModel
import ChatStore

/// `use ROOM`
struct UseCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "use", abstract: "Choose the room that commands are about.")

  @Argument(help: "The room; none to leave the choice open again.")
  var chosen: RoomID?
  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    if let chosen {
      let listing = try await context.ask { () throws(StoreError) in try await context.store.listing(of: chosen) }
      if listing == nil { throw AdminError(.notFound, "There is no room \(chosen).", hint: "'rooms' lists them.") }
    }
    context.session.room = chosen
  }
}
