// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
// Multicast sockets, files in memory and clocks, as all the programs here use them. IPv4 only: the bench makes its network.
#pragma once

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

enum { PACKET = 188, DATAGRAM = 7 * PACKET };

// A file mapped for reading, cut to whole packets.
struct stream {
    const uint8_t *bytes;
    size_t length;
};

// Ends the program with one line and errno's text.
_Noreturn void fail(const char *what);

// Reads "GROUP:PORT".
struct sockaddr_in endpoint(const char *text);

// Reads a whole number from least to most.
long number(const char *what, const char *text, long least, long most);

// A socket connected to a group, which leaves by the interface that routes there.
int sending_socket(struct sockaddr_in to);

// A socket that has joined a group on an interface, does not block, and has every datagram stamped by the kernel.
int receiving_socket(struct sockaddr_in group, const char *interface);

struct stream map_stream(const char *file);

// CLOCK_REALTIME, the clock of the kernel's stamps.
int64_t wall_nanos(void);

// Sleeps until a moment of CLOCK_MONOTONIC, and has no slack.
void sleep_until(int64_t nanos);
int64_t monotonic_nanos(void);
