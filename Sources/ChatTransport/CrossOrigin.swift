import NIOHTTP1

/// The headers that let pages of allowed origins read our answers (CORS).
enum CrossOrigin {
  static func addHeaders(to headers: inout HTTPHeaders, for head: HTTPRequestHead, _ policy: OriginPolicy) {
    guard let origin = head.headers.first(name: "Origin") else { return }
    headers.add(name: "Vary", value: "Origin")
    guard policy.isListed(origin) else { return }
    headers.add(name: "Access-Control-Allow-Origin", value: origin)
    headers.add(name: "Access-Control-Allow-Credentials", value: "true")
    guard head.method == .OPTIONS else { return }
    headers.add(name: "Access-Control-Allow-Methods", value: "GET,POST,OPTIONS")
    headers.add(name: "Access-Control-Allow-Headers", value: "Content-Type")
    headers.add(name: "Access-Control-Max-Age", value: "600")
  }
}
