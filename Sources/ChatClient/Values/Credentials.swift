/// What proves who a client is.
public struct Credentials: Sendable, Hashable {
  /// The token of an earlier session, or one made by the console: the client comes back as that person.
  public var resume: String?
  /// A JSON Web Token, for servers that want one.
  public var token: String?

  /// Nothing is proved unless something is given: the client is a new guest.
  public init(resume: String? = nil, token: String? = nil) {
    self.resume = resume
    self.token = token
  }

  /// Reads what a token file holds: one token, with white space around it. A JSON Web Token is told by its three parts.
  ///
  /// - Throws: ``ChatClientError`` `invalid_token` where that is no token.
  public init(fileContents text: String) throws(ChatClientError) {
    let word = String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    let isToken = word.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "-_.=".utf8.contains(byte)
    }
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    guard isToken, (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }), word.utf8.count <= 8192 else {
      throw ChatClientError(.invalidToken, "That is no token.", hint: "The file holds one token and nothing else.")
    }
    self.init(resume: parts.count == 2 ? word : nil, token: parts.count == 3 ? word : nil)
  }
}
