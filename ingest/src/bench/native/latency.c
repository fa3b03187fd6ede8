// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
// Usage: latency [-s SECONDS] [-t SECONDS] INTERFACE GROUP:PORT
//
// Receives packets that carry, in the eight bytes after their header, when the buffer that they came in was filled
// (CLOCK_REALTIME, nanoseconds, big-endian; BufferLatency makes them), and compares that with the kernel's stamp of the first
// datagram of each buffer. One JSON object on standard output: buffers, latencyMicros p50 p99 p999 max. Leaves out the first
// seconds (-s), and ends after some (-t).
#include <endian.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arrivals.h"
#include "histogram.h"
#include "packets.h"

enum { SECOND = 1000000000 };

static const int64_t NAP_NANOS = 1000000;

static struct histogram latencies;

static int64_t filled_nanos(const struct arrival *arrival) {
    uint64_t stamp;
    memcpy(&stamp, arrival->payload + 4, sizeof stamp);
    return (int64_t)be64toh(stamp);
}

static void receive(int receiver, int64_t from_nanos, int64_t until_nanos) {
    struct arrival arrivals[ARRIVALS];
    int64_t last = 0;
    while (wall_nanos() < until_nanos) {
        int count = take_arrivals(receiver, arrivals);
        for (int i = 0; i < count; i++) {
            int64_t filled = filled_nanos(&arrivals[i]);
            if (filled != last && arrivals[i].nanos >= from_nanos) {
                histogram_add(&latencies, arrivals[i].nanos - filled);
            }
            last = filled;
        }
        if (count < ARRIVALS) {
            sleep_until(monotonic_nanos() + NAP_NANOS);
        }
    }
}

static double micros(double share) {
    return (double)histogram_quantile(&latencies, share) / 1e3;
}

int main(int count, char **words) {
    int64_t skip = 0, seconds = 1000000;
    if (!read_span(count, words, &skip, &seconds)) {
        return 2;
    }
    if (count - optind != 2) {
        fprintf(stderr, "usage: latency [-s SECONDS] [-t SECONDS] INTERFACE GROUP:PORT\n");
        return 2;
    }
    int receiver = receiving_socket(endpoint(words[optind + 1]), words[optind]);
    int64_t start = wall_nanos();
    receive(receiver, start + skip * SECOND, start + seconds * SECOND);
    printf("{\"buffers\":%lu,\"latencyMicros\":{\"p50\":%.1f,\"p99\":%.1f,\"p999\":%.1f,\"max\":%.1f}}\n", latencies.count,
           micros(0.5), micros(0.99), micros(0.999), micros(1));
    return 0;
}
