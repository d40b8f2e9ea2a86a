import Foundation

extension LoadedPlugin {
  /// All its program is told of our environment: nothing of it is secret.
  func environment(_ setup: PluginSetup) -> [String: String] {
    let ours = ProcessInfo.processInfo.environment
    var environment: [String: String] = ["HOME": setup.workFolder, "PARLOR_PLUGIN": manifest.name]
    for name in ["PATH", "LANG", "LC_ALL", "TZ"] { environment[name] = ours[name] }
    environment["PATH"] = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    environment["LANG"] = environment["LANG"] ?? "C.UTF-8"
    environment["PYTHONPATH"] = setup.helpersFolder
    environment["PYTHONUNBUFFERED"] = "1"
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    return environment
  }
}
