import ChatModel

/// Under what circumstances the store last confirmed that a connection is in a room.
///
/// A connection that is missing there was kicked only if they are still the same; else the store has lost it, and it is
/// put back.
struct Standing: Equatable {
  /// The id this server had: with a lost lease its connections may have been taken out.
  let server: ServerID
  /// Which run of the store it was: a restart may have lost what was written last.
  let life: Int
  /// The life of the room's log: an emptied store knows nobody.
  let epoch: Epoch
}
