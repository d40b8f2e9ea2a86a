#include "CWebAssets.h"

// Scripts/setup touches this file when it changes something in vendor/: the compiler keeps no track of files that
// were absent when it last looked.

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char index_html[] = {
#embed "web/index.html"
};
static const unsigned char style_css[] = {
#embed "web/style.css"
};
static const unsigned char texts_js[] = {
#embed "web/texts.js"
};
static const unsigned char state_js[] = {
#embed "web/state.js"
};
static const unsigned char questions_js[] = {
#embed "web/questions.js"
};
static const unsigned char pending_js[] = {
#embed "web/pending.js"
};
static const unsigned char messages_js[] = {
#embed "web/messages.js"
};
static const unsigned char rooms_js[] = {
#embed "web/rooms.js"
};
static const unsigned char gaps_js[] = {
#embed "web/gaps.js"
};
static const unsigned char history_js[] = {
#embed "web/history.js"
};
static const unsigned char sending_js[] = {
#embed "web/sending.js"
};
static const unsigned char connection_js[] = {
#embed "web/connection.js"
};
static const unsigned char emoji_js[] = {
#embed "web/emoji.js"
};
static const unsigned char markup_js[] = {
#embed "web/markup.js"
};
static const unsigned char commands_js[] = {
#embed "web/commands.js"
};
static const unsigned char parts_js[] = {
#embed "web/parts.js"
};
static const unsigned char leftovers_js[] = {
#embed "web/leftovers.js"
};
static const unsigned char height_js[] = {
#embed "web/height.js"
};
static const unsigned char message_js[] = {
#embed "web/message.js"
};
static const unsigned char transcript_js[] = {
#embed "web/transcript.js"
};
static const unsigned char composer_js[] = {
#embed "web/composer.js"
};
static const unsigned char side_js[] = {
#embed "web/side.js"
};
static const unsigned char deletion_js[] = {
#embed "web/deletion.js"
};
static const unsigned char sign_in_js[] = {
#embed "web/sign-in.js"
};
static const unsigned char view_js[] = {
#embed "web/view.js"
};
static const unsigned char memory_js[] = {
#embed "web/memory.js"
};
static const unsigned char app_js[] = {
#embed "web/app.js"
};
static const unsigned char favicon_svg[] = {
#embed "web/favicon.svg"
};
static const unsigned char licenses_txt[] = {
#embed "web/licenses.txt"
};

#if __has_embed("vendor/vue.global.js") && __has_embed("vendor/socket.io.min.js")
#define HAS_VENDOR 1
static const unsigned char vue_global_js[] = {
#embed "vendor/vue.global.js"
};
static const unsigned char socket_io_min_js[] = {
#embed "vendor/socket.io.min.js"
};
#else
#define HAS_VENDOR 0
#endif

#define HTML "text/html; charset=utf-8"
#define CSS "text/css; charset=utf-8"
#define SCRIPT "text/javascript; charset=utf-8"
#define SVG "image/svg+xml"
#define TEXT "text/plain; charset=utf-8"
#define ASSET(name, type, bytes) {name, type, bytes, sizeof(bytes)}

static const web_asset assets[] = {
    ASSET("index.html", HTML, index_html),
    ASSET("style.css", CSS, style_css),
    ASSET("texts.js", SCRIPT, texts_js),
    ASSET("state.js", SCRIPT, state_js),
    ASSET("questions.js", SCRIPT, questions_js),
    ASSET("pending.js", SCRIPT, pending_js),
    ASSET("messages.js", SCRIPT, messages_js),
    ASSET("rooms.js", SCRIPT, rooms_js),
    ASSET("gaps.js", SCRIPT, gaps_js),
    ASSET("history.js", SCRIPT, history_js),
    ASSET("sending.js", SCRIPT, sending_js),
    ASSET("connection.js", SCRIPT, connection_js),
    ASSET("emoji.js", SCRIPT, emoji_js),
    ASSET("markup.js", SCRIPT, markup_js),
    ASSET("commands.js", SCRIPT, commands_js),
    ASSET("parts.js", SCRIPT, parts_js),
    ASSET("height.js", SCRIPT, height_js),
    ASSET("leftovers.js", SCRIPT, leftovers_js),
    ASSET("message.js", SCRIPT, message_js),
    ASSET("transcript.js", SCRIPT, transcript_js),
    ASSET("composer.js", SCRIPT, composer_js),
    ASSET("side.js", SCRIPT, side_js),
    ASSET("deletion.js", SCRIPT, deletion_js),
    ASSET("sign-in.js", SCRIPT, sign_in_js),
    ASSET("view.js", SCRIPT, view_js),
    ASSET("memory.js", SCRIPT, memory_js),
    ASSET("app.js", SCRIPT, app_js),
    ASSET("favicon.svg", SVG, favicon_svg),
    ASSET("licenses.txt", TEXT, licenses_txt),
#if HAS_VENDOR
    ASSET("vue.global.js", SCRIPT, vue_global_js),
    ASSET("socket.io.min.js", SCRIPT, socket_io_min_js),
#endif
};

size_t web_asset_count(void) { return sizeof(assets) / sizeof(assets[0]); }

web_asset web_asset_at(size_t index) { return assets[index]; }

bool web_assets_complete(void) { return HAS_VENDOR; }
