public import JSONText

/// What the runner lets one plugin have.
public struct PluginSetup: Sendable {
  /// The name it speaks under.
  public var name: String
  /// What it may ask for: what its manifest wants, as far as the configuration allows it.
  public var permissions: Set<PluginManifest.Permission>
  /// Its settings: the manifest's, with those of the configuration in their place.
  public var settings: JSONObject
  /// A folder of its own to work in.
  public var workFolder: String
  /// The file it keeps its values in; nil to keep them in memory only.
  public var storageFile: String?
  /// Where helpers for plugins are found.
  public var helpersFolder: String?
  /// How long it may take until it is ready: the start of its program counts.
  public var startDeadline = Duration.seconds(15)
  /// How long a call may take.
  public var deadline = Duration.seconds(5)

  /// What a plugin gets that nothing is configured for.
  public init(_ manifest: PluginManifest, workFolder: String) {
    name = manifest.name
    permissions = manifest.permissions
    settings = manifest.settings
    self.workFolder = workFolder
  }
}
