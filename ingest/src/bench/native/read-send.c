// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
// Usage: read-send FILE GROUP:PORT
//
// Sends a file once, as it is read: 49 datagrams of 1316 bytes a read and a send by UDP GSO, from one buffer, and does nothing else.
// It is the limit of what can send a file that is not mapped.
#include "endpoint.h"

#include <fcntl.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 49 * DATAGRAM };

int main(int count, char **words) {
    static uint8_t buffer[BATCH];
    if (count != 3) {
        fprintf(stderr, "usage: read-send FILE GROUP:PORT\n");
        return 2;
    }
    int file = open(words[1], O_RDONLY), sender = sending_socket(endpoint(words[2])), segment = DATAGRAM;
    if (file < 0) {
        fail(words[1]);
    }
    if (setsockopt(sender, SOL_UDP, UDP_SEGMENT, &segment, sizeof segment) != 0) {
        fail("UDP_SEGMENT");
    }
    ssize_t length;
    while ((length = read(file, buffer, BATCH)) > 0) {
        if (send(sender, buffer, (size_t)length, 0) != length) {
            fail("send");
        }
    }
    if (length < 0) {
        fail("read");
    }
    return 0;
}
