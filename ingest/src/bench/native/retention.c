// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
// Usage: retention [-s SECONDS] [-t SECONDS] INTERFACE NAMESPACE GROUP:PORT OUTPUT:PORT...
//
// Tells how long a relay keeps packets. Listens to the relay's input in its namespace, and to its outputs in this one, finds
// each packet of an elementary stream again by its bytes, and compares the kernel's stamps of both. One JSON object on
// standard output, with for each output: packets, how many of them were matched, retentionMillis p50 p99 p999 max.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arrivals.h"
#include "histogram.h"
#include "packets.h"

enum {
    SECOND = 1000000000,
    MOST_PACKETS = ARRIVALS * LONGEST / PACKET,
    SEEN_BITS = 20,
    // ffmpeg numbers elementary streams from 0x100 on, and tables, which relays make themselves, from 0x1000 on
    FIRST_STREAM = 0x100,
    FIRST_TABLE = 0x1000,
};

// Nothing is kept as long as this: what was seen earlier is another packet with the same bytes.
static const int64_t LONGEST_RETENTION = SECOND;
static const int64_t NAP_NANOS = 1000000;

struct seen {
    uint64_t hash;
    int64_t nanos; // 0 for one that stands for several packets, and is no help
};

struct output {
    const char *name;
    int socket;
    uint64_t packets;
    struct histogram retention;
};

struct departed {
    uint64_t hash;
    int64_t nanos;
};

static struct seen seen[1 << SEEN_BITS];
static volatile sig_atomic_t stopped;

static void stop(int signal) {
    (void)signal;
    stopped = 1;
}

// Returns 0 for a packet that is not to be matched.
static uint64_t hash_of(const uint8_t *packet) {
    uint64_t hash = 0xcbf29ce484222325;
    if (pid_of(packet) < FIRST_STREAM || pid_of(packet) >= FIRST_TABLE) {
        return 0;
    }
    for (int at = 0; at + 8 <= PACKET; at += 8) {
        uint64_t word;
        memcpy(&word, packet + at, sizeof word);
        hash = (hash ^ word) * 0x9e3779b97f4a7c15;
        hash ^= hash >> 29;
    }
    return hash | 1;
}

static struct seen *place_of(uint64_t hash) {
    return &seen[hash >> (64 - SEEN_BITS)];
}

static void arrived(uint64_t hash, int64_t nanos) {
    struct seen *place = place_of(hash);
    bool again = place->hash == hash && nanos - place->nanos < LONGEST_RETENTION;
    *place = (struct seen){hash, again ? 0 : nanos};
}

static void departed(struct output *output, uint64_t hash, int64_t nanos) {
    struct seen *place = place_of(hash);
    output->packets++;
    if (place->hash == hash && nanos >= place->nanos && nanos - place->nanos < LONGEST_RETENTION) {
        histogram_add(&output->retention, nanos - place->nanos);
        place->hash = 0;
    }
}

// Hashes what is there; returns how many packets, and whether there may be more.
static int take(int socket, struct departed packets[MOST_PACKETS], bool *more) {
    struct arrival arrivals[ARRIVALS];
    int datagrams = take_arrivals(socket, arrivals), count = 0;
    for (int i = 0; i < datagrams; i++) {
        int at = header_length(arrivals[i].payload, arrivals[i].length);
        for (; at + PACKET <= arrivals[i].length; at += PACKET) {
            uint64_t hash = hash_of(arrivals[i].payload + at);
            if (hash != 0) {
                packets[count++] = (struct departed){hash, arrivals[i].nanos};
            }
        }
    }
    *more = datagrams == ARRIVALS;
    return count;
}

static void drain_input(int input) {
    struct departed packets[MOST_PACKETS];
    for (bool more = true; more;) {
        int count = take(input, packets, &more);
        for (int i = 0; i < count; i++) {
            arrived(packets[i].hash, packets[i].nanos);
        }
    }
}

// The input is looked at after the output, so that every packet is seen to arrive before it is looked for.
static bool drain(struct output *output, int input, int64_t from_nanos) {
    struct departed packets[MOST_PACKETS];
    bool more;
    int count = take(output->socket, packets, &more);
    drain_input(input);
    for (int i = 0; i < count; i++) {
        if (packets[i].nanos >= from_nanos) {
            departed(output, packets[i].hash, packets[i].nanos);
        }
    }
    return more;
}

static double millis(const struct output *output, double share) {
    return (double)histogram_quantile(&output->retention, share) / 1e6;
}

static void print(const struct output *output) {
    printf("{\"group\":\"%s\",\"packets\":%lu,\"matched\":%lu,", output->name, output->packets, output->retention.count);
    printf("\"retentionMillis\":{\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f}}", millis(output, 0.5),
           millis(output, 0.99), millis(output, 0.999), millis(output, 1));
}

// A socket stays in the namespace that it was made in.
static int input_in(const char *namespace, const char *group, const char *interface) {
    char path[256];
    snprintf(path, sizeof path, "/run/netns/%s", namespace);
    int here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    int there = open(path, O_RDONLY | O_CLOEXEC);
    if (here < 0 || there < 0 || setns(there, CLONE_NEWNET) != 0) {
        fail(path);
    }
    int input = receiving_socket(endpoint(group), interface);
    if (setns(here, CLONE_NEWNET) != 0) {
        fail("setns");
    }
    return input;
}

int main(int count, char **words) {
    int64_t skip = 0, seconds = 1000000;
    if (!read_span(count, words, &skip, &seconds)) {
        return 2;
    }
    words += optind;
    int names = count - optind - 3;
    if (names < 1) {
        fprintf(stderr, "usage: retention [-s SECONDS] [-t SECONDS] INTERFACE NAMESPACE GROUP:PORT OUTPUT:PORT...\n");
        return 2;
    }
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    struct output *outputs = calloc((size_t)names, sizeof *outputs);
    if (outputs == NULL) {
        fail("calloc");
    }
    int input = input_in(words[1], words[2], words[0]);
    for (int i = 0; i < names; i++) {
        outputs[i].name = words[3 + i];
        outputs[i].socket = receiving_socket(endpoint(words[3 + i]), words[0]);
    }
    int64_t start = wall_nanos();
    while (!stopped && wall_nanos() < start + seconds * SECOND) {
        bool more = false;
        for (int i = 0; i < names; i++) {
            more |= drain(&outputs[i], input, start + skip * SECOND);
        }
        if (!more) {
            sleep_until(monotonic_nanos() + NAP_NANOS);
        }
    }
    printf("{\"groups\":[");
    for (int i = 0; i < names; i++) {
        printf(i == 0 ? "" : ",");
        print(&outputs[i]);
    }
    printf("]}\n");
    return 0;
}
