import JSONText
import Testing

@testable import BotRunner

@Suite struct PluginManifestTests {
  @Test func readsEverything() throws {
    let manifest = try PluginManifest(
      yaml: """
        name: dice
        version: 1.0.0
        protocol: 1
        description: Rolls dice.
        run: ./dice.py
        commands:
          - name: roll
            usage: "roll [COUNT]d[SIDES]"
            help: Roll some dice.
          - {name: reset, role: moderator}
        listen: ["toss a coin"]
        events: [member_add]
        schedule: [{name: daily, cron: "0 9 * * 1-5", timezone: Europe/Berlin}]
        permissions: [send, history]
        rooms: ["team-*"]
        settings: {max_dice: 20, deep: {list: [1, yes, text]}}
        """, path: "plugin.yaml")
    #expect(manifest.name == "dice" && manifest.mode == .session && manifest.rooms == ["team-*"])
    #expect(manifest.commands.map(\.name) == ["roll", "reset"] && manifest.commands[1].isForModerators)
    #expect(manifest.permissions == [.send, .history] && manifest.events == [.memberAdd])
    #expect(manifest.settings["max_dice"] == 20 && manifest.settings["deep"]?["list"] == [1, true, "text"])
  }

  @Test(arguments: [
    ("name: Dice\nrun: x", "plugin.yaml:1: name"), ("name: dice", "run is missing"),
    ("name: dice\nrun: x\ncommand: []", "plugin.yaml:3: unknown key 'command'. Did you mean 'commands'?"),
    ("name: dice\nrun: x\nmode: twice", "plugin.yaml:3: mode cannot be 'twice'"),
    ("name: dice\nrun: x\nlisten: ['(a']", "plugin.yaml:3: listen has '(a', which has a ( without its end"),
    ("name: dice\nrun: x\nlisten: ['(a)\\1']", "cannot be matched in linear time"),
    ("name: dice\nrun: x\nschedule: [{name: d, cron: 'x'}]", "plugin.yaml:3: cron 'x' does not have five fields"),
    ("name: dice\nrun: x\npermissions: [fly]", "plugin.yaml:3: permissions cannot be 'fly'"),
    ("name: dice\nrun: x\nprotocol: 2", "protocol 2 is not known here"), ("- a\n- b", "must hold `key: value` lines"),
    ("name: [", "is not YAML"), ("name: dice\nrun: x\ncommands:\n  - {name: help}", "plugin.yaml:4: name of a command"),
    ("name: dice\nrun: x\nmode: once\nevents: [member_add]", "once is for commands"),
    ("name: dice\nrun: x\ncommands:\n  - {name: a}\n  - {name: a}", "plugin.yaml:5: name a is there twice"),
  ])
  func saysWhatIsWrongAndWhere(yaml: String, said: String) throws {
    let error = try #require(throws: BotError.self) { try PluginManifest(yaml: yaml, path: "plugin.yaml") }
    #expect(error.description.contains(said), "\(error)")
  }

  @Test func configurationsSayWhatPluginsMay() throws {
    let configuration = try BotConfiguration(
      yaml: """
        url: http://127.0.0.1:3000
        rooms: [lobby]
        plugins:
          dice: {rooms: [games], allow: [send], settings: {max_dice: 3}, name: Dice}
          faq:
        """, path: "bots.yaml")
    #expect(configuration.plugins.map(\.place) == ["dice", "faq"])
    #expect(configuration.plugins[0].rooms == ["games"] && configuration.plugins[0].allow == [.send])
    let error = try #require(throws: BotError.self) {
      try BotConfiguration(yaml: "plugins:\n  dice: {alow: [send]}", path: "bots.yaml")
    }
    #expect(error.description.contains("bots.yaml:2: unknown key 'alow'. Did you mean 'allow'?"))
  }
}
