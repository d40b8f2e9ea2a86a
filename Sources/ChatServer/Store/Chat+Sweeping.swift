import ChatModel
import ChatStore

/// What rooms keep for a time only.
extension Chat {
  /// Cuts off what rooms no longer keep, one page of rooms after the other.
  func sweep(from offset: Int = 0) {
    let page = 100
    store.rooms(from: offset, limit: page) { [weak self] result in
      guard let self, case .success(let ids) = result else { return }
      for id in ids { sweep(rooms[id]?.view ?? RoomView(room: id)) }
      if ids.count == page { sweep(from: offset + page) }
    }
  }

  private func sweep(_ view: RoomView) {
    store.sweep(view) { [weak self] result in
      if case .success(true) = result { self?.sweep(view) }
    }
  }
}
