// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
#include "endpoint.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// More than a second of 38 Mbit/s with the kernel's own share; SO_RCVBUFFORCE, as root, passes net.core.rmem_max.
static const int RECEIVE_BUFFER = 32 << 20;

_Noreturn void fail(const char *what) {
    perror(what);
    exit(1);
}

static _Noreturn void refuse(const char *what, const char *text, const char *expected) {
    fprintf(stderr, "%s: %s (expected: %s)\n", what, text, expected);
    exit(2);
}

long number(const char *what, const char *text, long least, long most) {
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || value < least || value > most) {
        char range[64];
        snprintf(range, sizeof range, "a number from %ld to %ld", least, most);
        refuse(what, text, range);
    }
    return value;
}

struct sockaddr_in endpoint(const char *text) {
    char host[64];
    const char *colon = strrchr(text, ':');
    struct sockaddr_in address = {.sin_family = AF_INET};
    if (colon == NULL || (size_t)(colon - text) >= sizeof host) {
        refuse("group", text, "GROUP:PORT");
    }
    memcpy(host, text, (size_t)(colon - text));
    host[colon - text] = '\0';
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1) {
        refuse("group", text, "an IPv4 address before the colon");
    }
    address.sin_port = htons((uint16_t)number("port", colon + 1, 1, 65535));
    return address;
}

static void option(int socket, int level, int name, int value, const char *what) {
    if (setsockopt(socket, level, name, &value, sizeof value) != 0) {
        fail(what);
    }
}

int sending_socket(struct sockaddr_in to) {
    int sender = socket(AF_INET, SOCK_DGRAM, 0);
    if (sender < 0 || connect(sender, (struct sockaddr *)&to, sizeof to) != 0) {
        fail("connect");
    }
    option(sender, SOL_SOCKET, SO_SNDBUF, 4 << 20, "SO_SNDBUF");
    return sender;
}

int receiving_socket(struct sockaddr_in group, const char *interface) {
    int receiver = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    if (receiver < 0) {
        fail("socket");
    }
    option(receiver, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR");
    option(receiver, SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER, "SO_RCVBUFFORCE");
    option(receiver, SOL_SOCKET, SO_TIMESTAMPNS, 1, "SO_TIMESTAMPNS");
    option(receiver, SOL_SOCKET, SO_RXQ_OVFL, 1, "SO_RXQ_OVFL");
    if (bind(receiver, (struct sockaddr *)&group, sizeof group) != 0) {
        fail("bind");
    }
    struct ip_mreqn join = {.imr_multiaddr = group.sin_addr, .imr_ifindex = (int)if_nametoindex(interface)};
    if (setsockopt(receiver, IPPROTO_IP, IP_ADD_MEMBERSHIP, &join, sizeof join) != 0) {
        fail("IP_ADD_MEMBERSHIP");
    }
    return receiver;
}

struct stream map_stream(const char *file) {
    struct stat status;
    int descriptor = open(file, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        fail(file);
    }
    size_t length = (size_t)status.st_size / PACKET * PACKET;
    void *bytes = mmap(NULL, length, PROT_READ, MAP_SHARED | MAP_POPULATE, descriptor, 0);
    if (length == 0 || bytes == MAP_FAILED) {
        fail(file);
    }
    close(descriptor);
    return (struct stream){bytes, length};
}

static int64_t nanos_of(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int64_t wall_nanos(void) {
    return nanos_of(CLOCK_REALTIME);
}

int64_t monotonic_nanos(void) {
    return nanos_of(CLOCK_MONOTONIC);
}

void sleep_until(int64_t nanos) {
    struct timespec moment = {.tv_sec = nanos / 1000000000, .tv_nsec = nanos % 1000000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &moment, NULL) == EINTR) {
        // sleep on
    }
}
