#pragma once

#include <stdbool.h>
#include <stddef.h>

/// One file of the web page, embedded in the program.
///
/// Its `bytes` live as long as the program and are not terminated. In `index.html` the places where the address of
/// another file belongs are marked as `{{asset:NAME}}`.
typedef struct {
  /// The file's name, for example `app.js`.
  const char *_Nonnull name;
  /// What to send as its `Content-Type`.
  const char *_Nonnull content_type;
  /// The file's bytes.
  const unsigned char *_Nonnull bytes;
  /// How many bytes there are.
  size_t length;
} web_asset;

/// How many files are embedded.
size_t web_asset_count(void);

/// The file at `index`, which must be below `web_asset_count()`.
web_asset web_asset_at(size_t index);

/// Whether the third-party files are embedded as well. Without them the page cannot work: run `Scripts/setup` and
/// build again.
bool web_assets_complete(void);
