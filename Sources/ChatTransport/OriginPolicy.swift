/// Which web pages may talk to the server. A request without `Origin` does not come from a page and is let in; one from
/// the page's own host (the `Host` header) or an allowed origin is; any other gets 403, on both transports.
public struct OriginPolicy: Sendable {
  /// Allowed origins, such as `https://chat.example.org`; compared without regard to case.
  public var allowed: Set<String>
  /// Lets every origin in, and tells browsers so.
  public var allowsAny: Bool

  /// A policy with these origins allowed besides the server's own.
  public init(allowed: Set<String> = [], allowsAny: Bool = false) {
    self.allowed = Set(allowed.map { $0.lowercased() })
    self.allowsAny = allowsAny
  }

  /// Whether a page of this origin may talk to the server reached as `host`.
  public func permits(origin: String?, host: String?) -> Bool {
    guard !allowsAny, let origin = origin?.lowercased() else { return true }
    if isListed(origin) { return true }
    guard let host = host?.lowercased() else { return false }
    return origin == "http://" + host || origin == "https://" + host
  }

  /// Whether the origin gets CORS headers: it is allowed, and not merely the server's own.
  func isListed(_ origin: String) -> Bool {
    allowsAny || allowed.contains(origin.lowercased())
  }
}
