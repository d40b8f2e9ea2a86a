public import JSONText

/// What `bots.yaml` says: which plugins run, where, and what they may.
public struct BotConfiguration: Sendable {
  /// What it says of one plugin.
  public struct Entry: Sendable {
    /// Its folder, or its name in the folder of plugins.
    public var place: String
    /// The name it speaks under; nil for that of the plugin.
    public var name: String?
    /// Rooms; nil for those of all.
    public var rooms: [String]?
    /// What it may ask for; nil for all that it asks for.
    public var allow: Set<PluginManifest.Permission>?
    /// Settings in the place of the plugin's own.
    public var settings = JSONObject()
    /// File with the token it comes in with for the first time.
    public var tokenFile: String?

    /// A plugin nothing else is said of.
    public init(place: String) { self.place = place }
  }

  /// The server; nil where it does not say.
  public var url: String?
  /// File with the certificate authorities to believe, over TLS; nil where it does not say.
  public var caFile: String?
  /// What stands in front of commands; nil where it does not say.
  public var prefix: String?
  /// Rooms of all plugins.
  public var rooms: [String] = []
  /// The plugins.
  public var plugins: [Entry] = []

  /// Nothing is said.
  public init() {}

  /// Reads a `bots.yaml`.
  ///
  /// - Throws: ``BotError`` with file, line and what to do.
  public init(yaml text: String, path: String) throws(BotError) {
    let file = try YAMLReader(path: path, text: text)
    try file.allow(["url", "ca_file", "prefix", "rooms", "plugins"])
    url = try file.text("url")
    caFile = try file.text("ca_file")
    prefix = try file.text("prefix")
    rooms = try file.texts("rooms") ?? []
    guard let section = try file.section("plugins") else { return }
    for name in section.keys {
      var entry = Entry(place: name)
      if let said = try section.section(name) {
        try said.allow(["path", "name", "rooms", "allow", "settings", "token_file"])
        entry.place = try said.text("path") ?? name
        entry.name = try said.text("name")
        entry.rooms = try said.texts("rooms")
        if let words = try said.texts("allow") {
          var allowed = Set<PluginManifest.Permission>()
          for word in words { allowed.insert(try said.choice("allow", word)) }
          entry.allow = allowed
        }
        entry.settings = try said.object("settings")
        entry.tokenFile = try said.text("token_file")
      }
      plugins.append(entry)
    }
  }

  /// What one plugin gets by what is said here.
  public static func setup(
    of plugin: LoadedPlugin, _ entry: Entry, state: BotState
  ) -> PluginSetup {
    var setup = PluginSetup(plugin.manifest, workFolder: state.workFolder)
    setup.name = entry.name ?? plugin.manifest.name
    if let allow = entry.allow { setup.permissions.formIntersection(allow) }
    for item in entry.settings.entries { setup.settings[item.key] = item.value }
    setup.storageFile = state.storageFile
    setup.helpersFolder = plugin.siblingHelpers
    return setup
  }
}
