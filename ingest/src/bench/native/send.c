// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
// Usage: send FILE GROUP:PORT BYTES
//
// Sends a file from memory, over and over until BYTES are sent, one datagram of 1316 bytes a system call.
#include "endpoint.h"

#include <limits.h>
#include <stdio.h>
#include <sys/socket.h>

int main(int count, char **words) {
    if (count != 4) {
        fprintf(stderr, "usage: send FILE GROUP:PORT BYTES\n");
        return 2;
    }
    struct stream file = map_stream(words[1]);
    int sender = sending_socket(endpoint(words[2]));
    long left = number("BYTES", words[3], DATAGRAM, LONG_MAX) / DATAGRAM;
    for (size_t offset = 0; left > 0; left--) {
        if (send(sender, file.bytes + offset, DATAGRAM, 0) != DATAGRAM) {
            fail("send");
        }
        offset += DATAGRAM;
        offset = offset + DATAGRAM > file.length ? 0 : offset;
    }
    return 0;
}
