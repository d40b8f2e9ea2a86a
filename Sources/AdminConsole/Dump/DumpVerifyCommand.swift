import ArgumentParser
import Rendering

/// `dump verify FILE`
struct DumpVerifyCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compare a dump with its manifest.")

  @Argument(help: "The dump.")
  var file: String
  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    guard let manifest = try WholeFile.read(DumpManifest.self, at: DumpManifest.path(of: file)) else {
      throw AdminError(.notFound, "There is no manifest \(TerminalText.escaped(DumpManifest.path(of: file))).")
    }
    try Self.compare(file, with: manifest)
    try context.show(
      Record([
        "file": .text(file), "whole": .flag(true), "messages": .number(manifest.messages),
        "bytes": .bytes(manifest.bytes), "sha256": .text(manifest.sha256), "finished": .date(manifest.finished),
        "audit_head": manifest.auditHead.map { .text($0) } ?? .none,
      ]))
  }

  static func compare(_ file: String, with manifest: DumpManifest) throws(AdminError) {
    guard manifest.schema == DumpManifest.currentSchema else {
      throw AdminError(.failed, "The manifest of \(TerminalText.escaped(file)) is of another version.")
    }
    let found = try DumpFile.digest(of: file)
    guard found.bytes == manifest.bytes, found.sha256 == manifest.sha256 else {
      throw AdminError(
        .failed,
        "\(TerminalText.escaped(file)) is not what its manifest says: \(found.bytes) bytes of \(manifest.bytes), another hash.",
        hint: "It was changed or damaged; dump it again.")
    }
  }
}
