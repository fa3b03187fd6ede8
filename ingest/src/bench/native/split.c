// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
// Usage: split INTERFACE GROUP:PORT GROUP:PORT=PID,PID...
//
// Receives a multiplex and sends each group the packets of its PIDs, which it is told: no tables, no pace, no accounts. It
// reads every 8 ms with one recvmmsg, copies packets into batches, and sends a batch by UDP GSO when it has 8 datagrams or is
// 20 ms old: the limit of what a relay of services can do with sockets. Runs until it is ended.
#define _GNU_SOURCE
#include "endpoint.h"
#include "packets.h"

#include <errno.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { MOST_OUTPUTS = 32, BURST = 8 * DATAGRAM, READ = 64, SLOT = 2048 };

static const int64_t INTERVAL_NANOS = 8000000;
static const int64_t FILL_NANOS = 20000000;

struct output {
    int socket;
    int length;
    int64_t first_nanos;
    uint8_t batch[BURST];
};

static struct output outputs[MOST_OUTPUTS];
static struct output *routes[PIDS];

static void add_output(struct output *output, char *words) {
    char *pids = strchr(words, '=');
    if (pids == NULL) {
        fail("GROUP:PORT=PID,PID...");
    }
    *pids++ = '\0';
    int segment = DATAGRAM;
    output->socket = sending_socket(endpoint(words));
    if (setsockopt(output->socket, SOL_UDP, UDP_SEGMENT, &segment, sizeof segment) != 0) {
        fail("UDP_SEGMENT");
    }
    for (char *pid = strtok(pids, ","); pid != NULL; pid = strtok(NULL, ",")) {
        routes[number("PID", pid, 0, NULL_PID - 1)] = output;
    }
}

// What a route refuses is lost, as with any sender of datagrams.
static void send_batch(struct output *output) {
    int whole = output->length > DATAGRAM ? output->length / DATAGRAM * DATAGRAM : output->length;
    if (send(output->socket, output->batch, (size_t)whole, 0) < 0 && errno != ECONNREFUSED) {
        perror("send");
    }
    output->length -= whole;
    memmove(output->batch, output->batch + whole, (size_t)output->length);
}

static void add_packet(struct output *output, const uint8_t *packet, int64_t now) {
    if (output->length == 0) {
        output->first_nanos = now;
    }
    memcpy(output->batch + output->length, packet, PACKET);
    output->length += PACKET;
    if (output->length == BURST) {
        send_batch(output);
    }
}

static void route_datagram(const uint8_t *datagram, size_t length, int64_t now) {
    for (size_t at = 0; at + PACKET <= length; at += PACKET) {
        struct output *output = routes[pid_of(datagram + at)];
        if (output != NULL) {
            add_packet(output, datagram + at, now);
        }
    }
}

int main(int count, char **words) {
    if (count < 4 || count - 3 > MOST_OUTPUTS) {
        fprintf(stderr, "usage: split INTERFACE GROUP:PORT GROUP:PORT=PID,PID...\n");
        return 2;
    }
    int receiver = receiving_socket(endpoint(words[2]), words[1]);
    int stamps = 0;
    setsockopt(receiver, SOL_SOCKET, SO_TIMESTAMPNS, &stamps, sizeof stamps);
    for (int n = 3; n < count; n++) {
        add_output(&outputs[n - 3], words[n]);
    }
    static uint8_t memory[READ][SLOT];
    static struct iovec parts[READ];
    static struct mmsghdr messages[READ];
    for (int n = 0; n < READ; n++) {
        parts[n] = (struct iovec){memory[n], SLOT};
        messages[n].msg_hdr = (struct msghdr){.msg_iov = &parts[n], .msg_iovlen = 1};
    }
    for (int64_t next = monotonic_nanos();; next += INTERVAL_NANOS) {
        sleep_until(next);
        int got = recvmmsg(receiver, messages, READ, 0, NULL);
        int64_t now = monotonic_nanos();
        for (int n = 0; n < got; n++) {
            route_datagram(memory[n], messages[n].msg_len, now);
        }
        for (int n = 0; n < count - 3; n++) {
            if (outputs[n].length > 0 && now - outputs[n].first_nanos >= FILL_NANOS) {
                send_batch(&outputs[n]);
            }
        }
    }
}
