import Foundation
import Rendering

/// A new plugin that works: its manifest, its program and a transcript that passes.
public struct PluginScaffold: Sendable {
  /// What it is written in.
  public enum Language: String, Sendable, CaseIterable {
    case swift, python, shell
  }

  private let name: String
  private let language: Language
  /// Folder of Parlor's sources, for Swift.
  private let parlor: String?

  /// A plugin of this name.
  ///
  /// - Parameter parlor: where Parlor's sources are; only Swift needs them.
  /// - Throws: ``BotError`` when the name is none, or the sources are missing.
  public init(name: String, language: Language, parlor: String?) throws(BotError) {
    guard PluginManifest.isName(name) else {
      throw BotError(
        "\(TerminalText.escaped(name)) is no name for a plugin.",
        hint: "Use a-z, 0-9 and dashes, beginning with a letter.")
    }
    if language == .swift, parlor == nil {
      throw BotError(
        "A Swift plugin is built with BotKit, and Parlor's sources are not found.",
        hint: "Name them with --sources DIR.")
    }
    (self.name, self.language, self.parlor) = (name, language, parlor)
  }

  /// Writes the plugin into a new folder.
  ///
  /// - Returns: the files it wrote.
  /// - Throws: ``BotError`` when the folder is there already, or cannot be written.
  public func write(to folder: String) throws(BotError) -> [String] {
    let files = FileManager.default
    if files.fileExists(atPath: folder) {
      throw BotError("\(TerminalText.escaped(folder)) is there already.", hint: "Choose another name, or remove it.")
    }
    do {
      for file in contents {
        let path = folder + "/" + file.path
        try files.createDirectory(
          atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
        try Data(file.text.utf8).write(to: URL(fileURLWithPath: path))
        if file.isProgram { try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path) }
      }
    } catch {
      throw BotError("\(TerminalText.escaped(folder)) cannot be written.", hint: "Check its rights.")
    }
    return contents.map { folder + "/" + $0.path }
  }

  private typealias File = (path: String, text: String, isProgram: Bool)

  private var contents: [File] {
    let transcript = "alice> !\(name)\n\(name)< Hello, alice!\n"
    var found: [File] = [("plugin.yaml", manifest, false), ("transcripts/\(name).txt", transcript, false)]
    switch language {
    case .python:
      found.append(("\(name).py", python, true))
      found.append(("parlor_bot.py", String(decoding: PackageResources.parlor_bot_py, as: UTF8.self), false))
    case .shell: found.append(("\(name).sh", shell, true))
    case .swift:
      found.append(("Package.swift", package, false))
      found.append(("Sources/\(name)/Plugin.swift", swift, false))
      found.append((".gitignore", ".build/\n", false))
    }
    return found
  }

  private var manifest: String {
    let run = language == .swift ? "swift" : "./\(name).\(language == .python ? "py" : "sh")"
    return """
      name: \(name)
      version: 0.1.0
      protocol: 1
      description: Says hello.
      run: \(run)
      mode: \(language == .shell ? "once" : "session")
      commands:
        - name: \(name)
          usage: \(name)
          help: Say hello.
      permissions: [send]

      """
  }

  private var python: String {
    """
    #!/usr/bin/env python3
    from parlor_bot import Bot, Call

    bot = Bot()


    @bot.command("\(name)")
    def \(name.replacing("-", with: "_"))(call: Call) -> str:
        return f"Hello, {call.message.name}!"


    bot.run()

    """
  }

  private var shell: String {
    """
    #!/bin/sh
    # The message is on standard input, as a line of JSON; what is printed is the reply.
    name=$(sed 's/.*"name":"\\([^"\\\\]*\\)".*/\\1/')
    echo "Hello, $name!"

    """
  }

  private var swift: String {
    """
    import BotKit

    @main
    struct Plugin {
      static func main() {
        let bot = Bot()
        bot.command("\(name)") { call in "Hello, \\(call.message?.name ?? "you")!" }
        bot.run()
      }
    }

    """
  }

  private var package: String {
    let parlor = parlor ?? ""
    let identity = URL(fileURLWithPath: parlor).lastPathComponent.lowercased()
    return """
      // swift-tools-version: 6.2
      import PackageDescription

      let package = Package(
        name: "\(name)",
        dependencies: [.package(path: "\(parlor)")],
        targets: [
          .executableTarget(name: "\(name)", dependencies: [.product(name: "BotKit", package: "\(identity)")])
        ])

      """
  }
}
