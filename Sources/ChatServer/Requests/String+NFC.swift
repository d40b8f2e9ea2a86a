import Foundation

extension String {
  /// Canonical composition (Unicode NFC), so that the same name is the same bytes.
  var normalizedToNFC: String { precomposedStringWithCanonicalMapping }
}
