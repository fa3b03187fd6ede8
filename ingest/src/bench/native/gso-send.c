// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
// Usage: gso-send FILE GROUP:PORT BYTES [copied]
//
// Sends a file from memory, over and over until BYTES are sent, 49 datagrams of 1316 bytes a system call by UDP GSO, and
// does nothing else: the limit of what a sender can do with sockets. If it is to be copied, it goes through one of 32 buffers
// first, as through those of a driver: the limit of what can send what a driver has filled.
#include "endpoint.h"

#include <limits.h>
#include <netinet/udp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { BATCH = 49 * DATAGRAM, BUFFERS = 32 };

int main(int count, char **words) {
    static uint8_t buffers[BUFFERS][BATCH];
    bool copied = count == 5 && strcmp(words[4], "copied") == 0;
    if (count != 4 && !copied) {
        fprintf(stderr, "usage: gso-send FILE GROUP:PORT BYTES [copied]\n");
        return 2;
    }
    struct stream file = map_stream(words[1]);
    int sender = sending_socket(endpoint(words[2]));
    long left = number("BYTES", words[3], BATCH, LONG_MAX) / BATCH;
    int segment = DATAGRAM;
    if (file.length < BATCH || setsockopt(sender, SOL_UDP, UDP_SEGMENT, &segment, sizeof segment) != 0) {
        fail("UDP_SEGMENT");
    }
    for (size_t offset = 0; left > 0; left--) {
        const uint8_t *batch = file.bytes + offset;
        if (copied) {
            batch = memcpy(buffers[left % BUFFERS], batch, BATCH);
        }
        if (send(sender, batch, BATCH, 0) != BATCH) {
            fail("send");
        }
        offset += BATCH;
        offset = offset + BATCH > file.length ? 0 : offset;
    }
    return 0;
}
