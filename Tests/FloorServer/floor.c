// The floor of the benchmark: the least a chat server can do. One thread, one send() a delivery, nothing stored,
// nothing checked beyond what keeps it from falling over. It speaks just enough of Engine.IO and Socket.IO over
// WebSocket for `parlor bench`. What a delivery costs here is mostly what the system charges for a small write.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { INPUT_BYTES = 16384, TEXT_BYTES = 4096, FRAME_BYTES = TEXT_BYTES + 512, ROOM_BYTES = 64, BACKLOG_BYTES = 8 << 20 };

typedef struct Room Room;

typedef struct {
  int socket;
  int is_websocket;
  uint8_t *input;  // Kept only while a frame or a head is incomplete.
  size_t input_count;
  uint8_t *backlog;  // What the socket did not take.
  size_t backlog_count;
} Client;

struct Room {
  char name[ROOM_BYTES + 1];
  Client **members;
  size_t count, capacity;
  uint64_t seq;
  Room *next;
};

static int poller;
static Room *table[1 << 16];
static Client *closing[4096];
static size_t closing_count;

// --- SHA-1 and base64, for the handshake (RFC 6455, 4.2.2) -----------------------------------------------------------

static uint32_t rotated(uint32_t value, int bits) { return value << bits | value >> (32 - bits); }

static void sha1(const uint8_t *data, size_t count, uint8_t digest[20]) {
  uint32_t state[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  uint8_t message[128] = {0};  // Two blocks hold a key and the protocol's constant.
  memcpy(message, data, count);
  message[count] = 0x80;
  message[126] = (uint8_t)(count * 8 >> 8);
  message[127] = (uint8_t)(count * 8);
  for (int block = 0; block < 2; block++) {
    uint32_t w[80];
    for (int i = 0; i < 16; i++) {
      const uint8_t *p = message + block * 64 + i * 4;
      w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    }
    for (int i = 16; i < 80; i++) w[i] = rotated(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (int i = 0; i < 80; i++) {
      uint32_t f, k;
      if (i < 20) f = (b & c) | (~b & d), k = 0x5A827999;
      else if (i < 40) f = b ^ c ^ d, k = 0x6ED9EBA1;
      else if (i < 60) f = (b & c) | (b & d) | (c & d), k = 0x8F1BBCDC;
      else f = b ^ c ^ d, k = 0xCA62C1D6;
      uint32_t next = rotated(a, 5) + f + e + k + w[i];
      e = d, d = c, c = rotated(b, 30), b = a, a = next;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
  }
  for (int i = 0; i < 20; i++) digest[i] = (uint8_t)(state[i / 4] >> (24 - i % 4 * 8));
}

static void base64(const uint8_t digest[20], char text[29]) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (int i = 0, o = 0; i < 21; i += 3) {
    uint32_t bits = (uint32_t)digest[i] << 16 | (uint32_t)digest[i + 1] << 8 | (i + 2 < 20 ? digest[i + 2] : 0);
    for (int shift = 18; shift >= 0; shift -= 6) text[o++] = letters[bits >> shift & 63];
  }
  text[27] = '=';
  text[28] = 0;
}

// --- Sending ---------------------------------------------------------------------------------------------------------

// Closed at the end of the turn: a fan-out may be walking over the members.
static void close_later(Client *client) {
  if (client->socket < 0 || closing_count == sizeof closing / sizeof *closing) return;
  close(client->socket);
  client->socket = -1;
  closing[closing_count++] = client;
}

static void keep(Client *client, const uint8_t *bytes, size_t count) {
  if (client->backlog_count + count > BACKLOG_BYTES) return close_later(client);
  uint8_t *grown = realloc(client->backlog, client->backlog_count + count);
  if (!grown) return close_later(client);
  memcpy(grown + client->backlog_count, bytes, count);
  client->backlog = grown;
  client->backlog_count += count;
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = client};
  epoll_ctl(poller, EPOLL_CTL_MOD, client->socket, &event);
}

static void deliver(Client *client, const uint8_t *bytes, size_t count) {
  if (client->socket < 0) return;
  if (client->backlog_count > 0) return keep(client, bytes, count);
  ssize_t taken = send(client->socket, bytes, count, MSG_NOSIGNAL);
  if (taken == (ssize_t)count) return;
  if (taken < 0 && errno != EAGAIN) return close_later(client);
  keep(client, bytes + (taken > 0 ? taken : 0), count - (size_t)(taken > 0 ? taken : 0));
}

static void flush_backlog(Client *client) {
  ssize_t taken = send(client->socket, client->backlog, client->backlog_count, MSG_NOSIGNAL);
  if (taken < 0) {
    if (errno != EAGAIN) close_later(client);
    return;
  }
  client->backlog_count -= (size_t)taken;
  memmove(client->backlog, client->backlog + taken, client->backlog_count);
  if (client->backlog_count > 0) return;
  free(client->backlog);
  client->backlog = NULL;
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
  epoll_ctl(poller, EPOLL_CTL_MOD, client->socket, &event);
}

// Puts a frame's header in front of a payload that begins at byte 4 of the buffer; answers where the frame begins.
static uint8_t *framed(uint8_t *buffer, size_t count, size_t *total) {
  if (count < 126) {
    buffer[2] = 0x81, buffer[3] = (uint8_t)count;
    *total = count + 2;
    return buffer + 2;
  }
  buffer[0] = 0x81, buffer[1] = 126, buffer[2] = (uint8_t)(count >> 8), buffer[3] = (uint8_t)count;
  *total = count + 4;
  return buffer;
}

static void send_text(Client *client, const char *text) {
  uint8_t buffer[512];
  size_t count = strlen(text), total;
  memcpy(buffer + 4, text, count);
  uint8_t *frame = framed(buffer, count, &total);
  deliver(client, frame, total);
}

// --- Rooms -----------------------------------------------------------------------------------------------------------

static Room *room_named(const char *name, size_t count) {
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < count; i++) hash = (hash ^ (uint8_t)name[i]) * 16777619u;
  Room **place = &table[hash & 0xFFFF];
  for (Room *room = *place; room; room = room->next)
    if (strlen(room->name) == count && memcmp(room->name, name, count) == 0) return room;
  Room *room = calloc(1, sizeof *room);
  if (!room) return NULL;
  memcpy(room->name, name, count);
  room->next = *place;
  return *place = room;
}

static void enter(Room *room, Client *client) {
  for (size_t i = 0; i < room->count; i++)
    if (room->members[i] == client) return;
  if (room->count == room->capacity) {
    size_t capacity = room->capacity ? room->capacity * 2 : 2;
    Client **grown = realloc(room->members, capacity * sizeof *grown);
    if (!grown) return;
    room->members = grown;
    room->capacity = capacity;
  }
  room->members[room->count++] = client;
}

static void forget(Client *client) {
  for (size_t bucket = 0; bucket < sizeof table / sizeof *table; bucket++)
    for (Room *room = table[bucket]; room; room = room->next)
      for (size_t i = 0; i < room->count; i++)
        if (room->members[i] == client) room->members[i--] = room->members[--room->count];
  free(client->input);
  free(client->backlog);
  free(client);
}

// --- Packets ---------------------------------------------------------------------------------------------------------

// A string field's inside, still escaped; NULL if it is not there.
static const char *field(const char *text, size_t count, const char *mark, size_t *length) {
  const char *start = memmem(text, count, mark, strlen(mark));
  if (!start) return NULL;
  start += strlen(mark);
  for (const char *p = start; p < text + count; p++) {
    if (*p == '\\') p++;
    else if (*p == '"') return *length = (size_t)(p - start), start;
  }
  return NULL;
}

static void join(Client *client, const char *id, const char *text, size_t count) {
  size_t length;
  const char *name = field(text, count, "\"room\":\"", &length);
  Room *room = name && length <= ROOM_BYTES ? room_named(name, length) : NULL;
  if (!room) return close_later(client);
  enter(room, client);
  char answer[256];
  snprintf(answer, sizeof answer, "43%s[{\"ok\":true,\"room\":\"%s\",\"status\":\"fresh\",\"seq\":%llu}]", id, room->name,
           (unsigned long long)room->seq);
  send_text(client, answer);
}

static void message(Client *client, const char *id, const char *text, size_t count) {
  size_t name_length, length;
  const char *name = field(text, count, "\"room\":\"", &name_length);
  const char *words = field(text, count, "\"text\":\"", &length);
  if (!name || !words || name_length > ROOM_BYTES || length > TEXT_BYTES) return close_later(client);
  Room *room = room_named(name, name_length);
  if (!room) return close_later(client);
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  unsigned long long number = (unsigned long long)now.tv_sec * 1000000 + (unsigned long long)now.tv_nsec / 1000;
  unsigned long long seq = ++room->seq;
  uint8_t buffer[FRAME_BYTES];
  int made = snprintf((char *)buffer + 4, sizeof buffer - 4,
                      "42[\"messages\",{\"username\":\"Amber Heron\",\"avatar\":\"/avatar/m_aaaaaaaaaaaaaaaa.svg\",\"room\":"
                      "\"%s\",\"from\":\"m_aaaaaaaaaaaaaaaa\",\"kind\":\"chat\",\"id\":%llu,\"seq\":%llu,\"date\":%llu,"
                      "\"message\":\"%.*s\"}]",
                      room->name, number, seq, number / 1000, (int)length, words);
  if (made < 0 || (size_t)made > sizeof buffer - 5) return close_later(client);
  size_t total;
  uint8_t *frame = framed(buffer, (size_t)made, &total);
  for (size_t i = 0; i < room->count; i++) deliver(room->members[i], frame, total);
  char answer[192];
  snprintf(answer, sizeof answer, "43%s[{\"ok\":true,\"id\":%llu,\"seq\":%llu,\"date\":%llu}]", id, number, seq,
           number / 1000);
  send_text(client, answer);
}

static void packet(Client *client, const char *text, size_t count) {
  if (count >= 2 && memcmp(text, "40", 2) == 0) return send_text(client, "40{\"sid\":\"floor\"}");
  if (count >= 1 && (text[0] == '3' || text[0] == '2')) return;
  if (count < 4 || memcmp(text, "42", 2) != 0) return close_later(client);
  char id[16] = "";
  size_t digits = 0;
  while (2 + digits < count && digits < sizeof id - 1 && text[2 + digits] >= '0' && text[2 + digits] <= '9') {
    id[digits] = text[2 + digits];
    digits++;
  }
  id[digits] = 0;
  text += 2 + digits, count -= 2 + digits;
  if (count > 8 && memcmp(text, "[\"send\",", 8) == 0) return message(client, id, text, count);
  if (count > 8 && memcmp(text, "[\"join\",", 8) == 0) return join(client, id, text, count);
  close_later(client);
}

static size_t take_frame(Client *client, uint8_t *bytes, size_t count) {
  if (count < 6) return 0;
  size_t length = bytes[1] & 127, header = 6;
  if (!(bytes[1] & 128) || length == 127) return close_later(client), 0;
  if (length == 126) {
    length = (size_t)bytes[2] << 8 | bytes[3];
    header = 8;
  }
  if (header + length > INPUT_BYTES) return close_later(client), 0;
  if (count < header + length) return 0;
  for (size_t i = 0; i < length; i++) bytes[header + i] ^= bytes[header - 4 + i % 4];
  if ((bytes[0] & 15) == 1) packet(client, (char *)bytes + header, length);
  else if ((bytes[0] & 15) == 8) close_later(client);
  return header + length;
}

static size_t take_head(Client *client, uint8_t *bytes, size_t count) {
  uint8_t *end = memmem(bytes, count, "\r\n\r\n", 4);
  if (!end) return 0;
  *end = 0;
  const char *key = strcasestr((char *)bytes, "\r\nSec-WebSocket-Key: ");
  if (memcmp(bytes, "GET /socket.io/", 15) != 0 || !key) return close_later(client), 0;
  key += 21;
  size_t length = strcspn(key, "\r\n");
  if (length != 24) return close_later(client), 0;
  uint8_t joined[60], digest[20];
  memcpy(joined, key, 24);
  memcpy(joined + 24, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", 36);
  sha1(joined, 60, digest);
  char accept[29], answer[256];
  base64(digest, accept);
  int made = snprintf(answer, sizeof answer,
                      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Accept: %s\r\n\r\n",
                      accept);
  deliver(client, (uint8_t *)answer, (size_t)made);
  client->is_websocket = 1;
  send_text(client, "0{\"sid\":\"floor\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":65536}");
  return (size_t)(end + 4 - bytes);
}

static void readable(Client *client) {
  static uint8_t input[2 * INPUT_BYTES];
  memcpy(input, client->input, client->input_count);
  ssize_t count = recv(client->socket, input + client->input_count, INPUT_BYTES, 0);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) return close_later(client);
  size_t total = client->input_count + (size_t)count, used = 0, taken;
  do {
    taken = client->is_websocket ? take_frame(client, input + used, total - used)
                                 : take_head(client, input + used, total - used);
    used += taken;
  } while (taken > 0 && client->socket >= 0);
  if (client->socket < 0) return;
  size_t rest = total - used;
  if (rest > INPUT_BYTES) return close_later(client);
  if (rest == 0) {
    free(client->input);
    client->input = NULL;
  } else {
    uint8_t *kept = realloc(client->input, rest);
    if (!kept) return close_later(client);
    memcpy(client->input = kept, input + used, rest);
  }
  client->input_count = rest;
}

static void accept_clients(int listener) {
  int socket;
  while ((socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Client *client = calloc(1, sizeof *client);
    if (!client) {
      close(socket);
      return;
    }
    client->socket = socket;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    epoll_ctl(poller, EPOLL_CTL_ADD, socket, &event);
  }
}

int main(int count, char **words) {
  int port = count == 3 && strcmp(words[1], "--port") == 0 ? atoi(words[2]) : -1;
  if (port < 0 || port > 65535) {
    fprintf(stderr, "Use: floor-server --port PORT (0 picks one)\n");
    return 64;
  }
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, 4096) != 0 ||
      getsockname(listener, (struct sockaddr *)&address, &length) != 0) {
    perror("floor-server");
    return 1;
  }
  poller = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
  printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
  fflush(stdout);
  static struct epoll_event events[512];
  for (;;) {
    int ready = epoll_wait(poller, events, 512, -1);
    for (int i = 0; i < ready; i++) {
      Client *client = events[i].data.ptr;
      if (!client) accept_clients(listener);
      else if (client->socket >= 0) {
        if (events[i].events & EPOLLOUT) flush_backlog(client);
        if (client->socket >= 0 && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(client);
      }
    }
    while (closing_count > 0) forget(closing[--closing_count]);
  }
}
