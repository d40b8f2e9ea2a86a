// What the C library's module leaves out: waiting for many sockets.
#ifndef PARLOR_CEPOLL_H
#define PARLOR_CEPOLL_H

#include <sys/epoll.h>
#include <time.h>

/// Waits until the descriptor has something to read or the time is over; 1, 0, or -1 with errno.
int parlor_wait_readable(int descriptor, struct timespec time);

#endif
