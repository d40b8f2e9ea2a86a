import AdminConsole
import CWebAssets
import ChatModel
import Configuration
import EmbeddedRedis
import Foundation
import NIOCore
import NIOPosix

/// Looks whether this machine is fit to serve a chat.
struct MachineCheckup {
  private let configuration: ServeConfiguration

  init(_ configuration: ServeConfiguration) { self.configuration = configuration }

  func findings() async -> [Finding] { [descriptors, await port(), webAssets, place] }

  private var descriptors: Finding {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      return Finding("descriptors", .doubtful, "The system does not say how many files may be open.")
    }
    // Each connection takes one, and the server and its libraries take some dozens.
    let wanted = configuration.limits.sessions + 100
    let most = limit.rlim_max > UInt(Int32.max) ? Int(Int32.max) : Int(limit.rlim_max)
    return most >= wanted
      ? Finding("descriptors", .good, "\(most) files may be open.")
      : Finding(
        "descriptors", .doubtful, "\(most) files may be open: enough for about \(max(0, most - 100)) connections.",
        hint: "Raise 'ulimit -n' to \(wanted), or lower the limit sessions.")
  }

  private func port() async -> Finding {
    let (host, port) = (configuration.host, configuration.port)
    guard port != 0 else { return Finding("port", .good, "The system picks one.") }
    do {
      let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1).bind(host: host, port: port).get()
      try await channel.close()
      return Finding("port", .good, "\(host):\(port) is free.")
    } catch let error as IOError where error.errnoCode == EADDRINUSE {
      return Finding(
        "port", .doubtful, "Something listens on \(host):\(port) already.",
        hint: "That is well if it is 'parlor serve'; else choose another with --port.")
    } catch {
      return Finding("port", .bad, "\(host):\(port) cannot be listened on: \(error).", hint: "Check host and port.")
    }
  }

  private var webAssets: Finding {
    let names = Set((0..<web_asset_count()).map { String(cString: web_asset_at($0).name) })
    let missing = ["index.html", "socket.io.min.js", "vue.global.js"].filter { !names.contains($0) }
    return missing.isEmpty
      ? Finding("web page", .good, "It is built in.")
      : Finding(
        "web page", .bad, "The program was built without \(missing.joined(separator: ", ")).",
        hint: "Run Scripts/setup and build again.")
  }

  private var place: Finding {
    if configuration.redis != nil { return Finding("data", .good, "It is in the Redis that was named.") }
    let directory = configuration.dataDirectory ?? EmbeddedRedis.defaultDataDirectory
    return Finding("data", .good, "It is in \(directory).")
  }
}
