// For ppoll.
#define _GNU_SOURCE

#include "CEpoll.h"

#include <poll.h>

int parlor_wait_readable(int descriptor, struct timespec time) {
  struct pollfd one = {.fd = descriptor, .events = POLLIN};
  return ppoll(&one, 1, &time, 0);
}
