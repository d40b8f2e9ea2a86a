// Settings and what is kept are JSON: plugins need its values too.
@_exported public import JSONText
