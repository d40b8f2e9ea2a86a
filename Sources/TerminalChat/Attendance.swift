import ChatClient
import ChatModel

/// Whether anything can still be heard by a client that is in one room only, and joins no other.
struct Attendance {
  let room: RoomID
  private var wasTakenOut = false

  init(room: RoomID) { self.room = room }

  /// Something happened.
  ///
  /// - Returns: why nothing is heard after it; nil while there is something to wait for.
  mutating func end(with event: ChatEvent) -> String? {
    switch event {
    case .kicked(let kick) where kick.room == room: wasTakenOut = true
    case .joined(let snapshot) where snapshot.room == room: wasTakenOut = false
    case .roomLost(room, let error): return "Not in \(room): \(error.words)"
    case .state(.expelled): return outside
    // A connection that comes back is in no room.
    case .state(.reconnecting) where wasTakenOut: return outside
    default: break
    }
    return nil
  }

  private var outside: String { "The server took you out of \(room): nothing is heard there any more." }
}
