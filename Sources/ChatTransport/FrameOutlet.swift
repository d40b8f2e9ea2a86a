public import NIOCore

/// The shortest way of frames to a WebSocket, for those who write the same to very many: see ``EngineLink/outlet``.
///
/// Bound to the link's loop, like the link.
public struct FrameOutlet {
  let tap: OutboundTap

  /// Sends bytes that are complete frames at once, if nothing is queued in front of them.
  ///
  /// - Parameter memory: the readable bytes of `frames`, looked up once for all that get them.
  /// - Returns: false when nothing was done: the link has to take them, by ``EngineLink/write(frames:)``.
  public func send(_ frames: ByteBuffer, at memory: UnsafeRawBufferPointer) -> Bool {
    tap.sendAtOnce(memory, of: frames)
  }
}
