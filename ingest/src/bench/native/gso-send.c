// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
// Usage: gso-send FILE GROUP:PORT BYTES
//
// Sends a file from memory, over and over until BYTES are sent, 49 datagrams of 1316 bytes a system call by UDP GSO, and
// does nothing else: the limit of what a sender can do with sockets.
#include "endpoint.h"

#include <limits.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <sys/socket.h>

enum { BATCH = 49 * DATAGRAM };

int main(int count, char **words) {
    if (count != 4) {
        fprintf(stderr, "usage: gso-send FILE GROUP:PORT BYTES\n");
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
        if (send(sender, file.bytes + offset, BATCH, 0) != BATCH) {
            fail("send");
        }
        offset += BATCH;
        offset = offset + BATCH > file.length ? 0 : offset;
    }
    return 0;
}
