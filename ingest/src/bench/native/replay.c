// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
// Usage: replay BITS_PER_SECOND FILE GROUP:PORT...
//
// Sends a file of a constant bit rate to each group, for ever, one datagram of 1316 bytes at a time and each at its moment:
// what a multiplex looks like that comes over a good network. Where the file begins again, continuity counters and PCRs go
// on, so that no receiver sees a seam; PTS and DTS do not, which only a decoder looks at. Each group begins at
// another place of the file.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "packets.h"

struct output {
    int socket;
    size_t offset;
    int64_t added_pcr; // what PCRs are set forward by, in ticks of 27 MHz
    int8_t counters[PIDS];
};

static void set_pcr(uint8_t *packet, int64_t pcr) {
    uint8_t *field = packet + 6;
    int64_t base = pcr / 300, extension = pcr % 300;
    field[0] = (uint8_t)(base >> 25);
    field[1] = (uint8_t)(base >> 17);
    field[2] = (uint8_t)(base >> 9);
    field[3] = (uint8_t)(base >> 1);
    field[4] = (uint8_t)((base & 1) << 7 | 0x7e | extension >> 8);
    field[5] = (uint8_t)extension;
}

static void go_on(struct output *output, uint8_t *packet) {
    int pid = pid_of(packet);
    if (pid != NULL_PID && has_payload(packet)) {
        output->counters[pid] = (int8_t)((output->counters[pid] + 1) & 0x0f);
    }
    packet[3] = (uint8_t)((packet[3] & 0xf0) | (pid == NULL_PID ? counter_of(packet) : output->counters[pid] & 0x0f));
    if (has_pcr(packet)) {
        set_pcr(packet, (pcr_of(packet) + output->added_pcr) % PCR_WRAP);
    }
}

static void send_next(struct output *output, struct stream file, int64_t rate) {
    uint8_t datagram[DATAGRAM];
    memcpy(datagram, file.bytes + output->offset, DATAGRAM);
    for (int at = 0; at < DATAGRAM; at += PACKET) {
        go_on(output, datagram + at);
    }
    if (send(output->socket, datagram, DATAGRAM, 0) != DATAGRAM) {
        fail("send");
    }
    output->offset += DATAGRAM;
    if (output->offset + DATAGRAM > file.length) {
        output->offset = 0;
        output->added_pcr += (int64_t)(file.length / DATAGRAM * DATAGRAM) * 8 * PCR_HZ / rate;
    }
}

// A network does not wait for a program that measures it: on a busy machine this goes first.
static void go_first(void) {
    struct sched_param first = {.sched_priority = 1};
    sched_setscheduler(0, SCHED_FIFO, &first);
    prctl(PR_SET_TIMERSLACK, 1);
}

int main(int count, char **words) {
    if (count < 4) {
        fprintf(stderr, "usage: replay BITS_PER_SECOND FILE GROUP:PORT...\n");
        return 2;
    }
    int64_t rate = number("BITS_PER_SECOND", words[1], 1000, 10000000000);
    struct stream file = map_stream(words[2]);
    int groups = count - 3;
    struct output *outputs = calloc((size_t)groups, sizeof *outputs);
    if (outputs == NULL || file.length < DATAGRAM) {
        fail(words[2]);
    }
    for (int i = 0; i < groups; i++) {
        outputs[i].socket = sending_socket(endpoint(words[3 + i]));
        outputs[i].offset = file.length / (size_t)groups * (size_t)i / DATAGRAM * DATAGRAM;
    }
    go_first();
    int64_t start = monotonic_nanos();
    for (int64_t sent = 0;; sent++) {
        sleep_until(start + sent * DATAGRAM * 8 * 1000000000LL / rate);
        for (int i = 0; i < groups; i++) {
            send_next(&outputs[i], file, rate);
        }
    }
}
