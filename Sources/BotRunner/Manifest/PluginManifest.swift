public import JSONText

/// What a plugin says of itself in its `plugin.yaml`, every value checked.
public struct PluginManifest: Sendable, Equatable {
  /// How its program runs.
  public enum Mode: String, Sendable, CaseIterable {
    /// One process that answers line by line.
    case session
    /// Run anew for each message it wants.
    case once
  }

  /// What it may ask for.
  public enum Permission: String, Sendable, CaseIterable {
    case send, history, members, storage, moderate
  }

  /// A command people can give.
  public struct Command: Sendable, Equatable {
    /// The word behind the prefix.
    public var name: String
    /// How it is written, without the prefix.
    public var usage: String
    /// What it does, in a sentence.
    public var help: String
    /// Whether only moderators may give it.
    public var isForModerators = false
  }

  /// Something that happens at certain times.
  public struct ScheduleEntry: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// When.
    public var times: CronExpression
  }

  /// An event it wants besides messages.
  public enum Event: String, Sendable, CaseIterable {
    case memberAdd = "member_add"
    case memberDelete = "member_delete"
  }

  /// Its name: `[a-z][a-z0-9-]{0,31}`, also that of its folder.
  public var name: String
  /// Its version, in its author's counting.
  public var version = "0"
  /// What it is for, in a sentence.
  public var description = ""
  /// What to run: a program, or `swift` for a package in its folder.
  public var run: String
  /// How the program runs.
  public var mode = Mode.session
  /// What people can tell it to do.
  public var commands: [Command] = []
  /// Messages it wants besides its commands.
  public var listen: [LinearPattern] = []
  /// Events it wants.
  public var events: Set<Event> = []
  /// What happens at certain times.
  public var schedule: [ScheduleEntry] = []
  /// What it may ask for.
  public var permissions: Set<Permission> = []
  /// Patterns of the rooms it is for.
  public var rooms: [String] = ["*"]
  /// What its author lets be set, and the defaults.
  public var settings = JSONObject()

  /// A plugin that does nothing yet.
  public init(name: String, run: String) {
    self.name = name
    self.run = run
  }
}
