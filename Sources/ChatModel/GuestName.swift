/// The friendly name a guest has until choosing one: two words that follow from the id, such as `Amber Heron`.
public struct GuestName: Hashable, Sendable {
  /// The name.
  public let name: PersonName

  /// The name of this member, always the same.
  public init(of member: MemberID) {
    var draws = MemberDraws(of: member)
    let first = Self.qualities[draws.next(below: Self.qualities.count)]
    let second = Self.beings[draws.next(below: Self.beings.count)]
    name = PersonName(checked: "\(first) \(second)")
  }

  /// Colours, stones, weather and good manners: words that slight nobody beside any of the others.
  static let qualities = [
    "Amber", "Azure", "Beryl", "Bright", "Brisk", "Calm", "Cheerful", "Clear", "Clever", "Cobalt", "Copper", "Coral",
    "Cosy", "Crimson", "Crystal", "Daring", "Dewy", "Eager", "Emerald", "Festive", "Fleet", "Friendly", "Frosty",
    "Garnet", "Gentle", "Gilded", "Glad", "Gleaming", "Golden", "Graceful", "Happy", "Honest", "Humble", "Indigo",
    "Jade", "Jolly", "Joyful", "Kind", "Lapis", "Lilac", "Lively", "Lucky", "Lunar", "Mellow", "Merry", "Mild",
    "Misty", "Mossy", "Nimble", "Noble", "Opal", "Patient", "Placid", "Playful", "Polar", "Quartz", "Quick", "Quiet",
    "Radiant", "Russet", "Sapphire", "Scarlet", "Serene", "Silver", "Sincere", "Snowy", "Solar", "Starry", "Steady",
    "Sunny", "Swift", "Teal", "Topaz", "Tranquil", "Turquoise", "Umber", "Velvet", "Violet", "Vivid", "Warm", "Wise",
    "Witty", "Zesty",
  ]

  /// Animals and plants that are nobody's insult and rarely anybody's first name.
  static let beings = [
    "Acorn", "Albatross", "Alder", "Alpaca", "Anemone", "Antelope", "Aspen", "Avocet", "Badger", "Bamboo",
    "Barberry", "Beech", "Begonia", "Bellflower", "Birch", "Bison", "Bittern", "Bluebell", "Buttercup", "Butterfly",
    "Canary", "Caribou", "Cedar", "Chamois", "Chestnut", "Chickadee", "Chinchilla", "Cicada", "Clover", "Condor",
    "Cormorant", "Cornflower", "Crane", "Cricket", "Crocus", "Curlew", "Cypress", "Daffodil", "Deer", "Dolphin",
    "Dormouse", "Dove", "Dragonfly", "Eagle", "Egret", "Eider", "Elm", "Falcon", "Fern", "Finch", "Firefly",
    "Flamingo", "Foxglove", "Gannet", "Gazelle", "Gecko", "Gentian", "Ginkgo", "Goldfinch", "Grebe", "Hare",
    "Hawthorn", "Hedgehog", "Heron", "Hibiscus", "Hollyhock", "Honeybee", "Hoopoe", "Hornbeam", "Hummingbird",
    "Hyacinth", "Ibex", "Ibis", "Juniper", "Kestrel", "Kingfisher", "Koala", "Ladybird", "Larch", "Lark", "Lavender",
    "Lemur", "Linnet", "Lizard", "Llama", "Lotus", "Lupin", "Lynx", "Magnolia", "Magpie", "Maple", "Marigold",
    "Marmot", "Marten", "Meerkat", "Mimosa", "Moose", "Narwhal", "Nightingale", "Nuthatch", "Oak", "Okapi", "Orchid",
    "Oriole", "Osprey", "Otter", "Owl", "Panda", "Pelican", "Penguin", "Peony", "Petrel", "Pine", "Pintail",
    "Plover", "Poplar", "Primrose", "Puffin", "Quail", "Raven", "Redwood", "Salamander", "Sandpiper", "Seal",
    "Sequoia", "Skylark", "Snowdrop", "Sparrow", "Spruce", "Squirrel", "Starling", "Stork", "Sunflower", "Swan",
    "Tern", "Thistle", "Toucan", "Tulip", "Turtle", "Vicuna", "Warbler", "Waxwing", "Wisteria", "Wombat", "Woodlark",
    "Wren", "Yarrow", "Zebra", "Zinnia",
  ]
}

extension PersonName {
  /// A name made here, of words that are known to be valid.
  fileprivate init(checked text: String) { self.text = text }
}
