// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
// Usage: receive [-s SECONDS] [-t SECONDS] INTERFACE GROUP:PORT...
//
// Receives groups for a time (-t, or until SIGTERM), says how they came, and leaves out the first seconds (-s). One JSON
// object on standard output, with for each group:
//   datagrams, bytes, dropped        the last: those for which this program was too slow
//   firstNanos                       when the very first came, CLOCK_REALTIME
//   continuityErrors                 jumps of a continuity_counter, but for null packets and duplicates
//   gapMicros                        between datagrams: p50 p99 p999 max
//   delayFactorMillis                MDI delay factor (RFC 4445 3.1), median and max over windows of a second. Media rate
//                                    is what the window itself came to
//   pcrJitterMillis                  how far arrivals were from what PCRs say, first to last in a second: median and max.
//                                    Unlike the delay factor it knows that a service's bit rate varies
// All times are the kernel's stamps.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arrivals.h"
#include "histogram.h"
#include "packets.h"

enum { SECOND = 1000000000 };

// As often as a socket's buffer of 32 MiB needs it with the fastest sender.
static const int64_t NAP_NANOS = 1000000;

struct piece {
    int64_t nanos;
    int bytes;
};

struct window {
    struct piece *pieces;
    size_t count;
    size_t room;
};

struct figures {
    double *values;
    size_t count;
};

struct clock {
    int pid; // of the first PCR seen; 0 before
    int64_t began;
    int64_t earliest;
    int64_t latest;
    struct figures jitters;
};

struct group {
    const char *name;
    int socket;
    int64_t first_nanos;
    int64_t last_nanos;
    uint64_t datagrams;
    uint64_t bytes;
    uint32_t dropped;
    uint32_t dropped_before;
    uint64_t continuity_errors;
    int8_t counters[PIDS];
    struct histogram gaps;
    struct window window;
    struct figures delay_factors;
    struct clock clock;
};

static volatile sig_atomic_t stopped;

static void stop(int signal) {
    (void)signal;
    stopped = 1;
}

static void add_figure(struct figures *figures, double value) {
    figures->values = realloc(figures->values, (figures->count + 1) * sizeof value);
    if (figures->values == NULL) {
        fail("realloc");
    }
    figures->values[figures->count++] = value;
}

static void check_packet(struct group *group, const uint8_t *packet, bool counted) {
    int pid = pid_of(packet);
    if (pid == NULL_PID || !has_payload(packet)) {
        return;
    }
    int last = group->counters[pid];
    int now = counter_of(packet);
    bool fine = last < 0 || now == ((last + 1) & 0x0f) || now == last || is_discontinuous(packet);
    group->continuity_errors += counted && !fine;
    group->counters[pid] = (int8_t)now;
}

static void begin_clock(struct clock *clock, int64_t nanos, int64_t late) {
    clock->began = nanos;
    clock->earliest = late;
    clock->latest = late;
}

static void check_clock(struct clock *clock, const uint8_t *packet, int64_t nanos) {
    if (!has_pcr(packet) || (clock->pid != 0 && clock->pid != pid_of(packet))) {
        return;
    }
    int64_t late = nanos - pcr_of(packet) * 1000 / (PCR_HZ / 1000000);
    if (clock->pid == 0 || late - clock->latest > SECOND || clock->earliest - late > SECOND) { // begins, or wraps
        begin_clock(clock, nanos, late);
    } else if (nanos - clock->began >= SECOND) {
        add_figure(&clock->jitters, (double)(clock->latest - clock->earliest) / 1e6);
        begin_clock(clock, nanos, late);
    }
    clock->pid = pid_of(packet);
    clock->earliest = late < clock->earliest ? late : clock->earliest;
    clock->latest = late > clock->latest ? late : clock->latest;
}

static void check(struct group *group, const struct arrival *arrival, bool counted) {
    int at = header_length(arrival->payload, arrival->length);
    for (; at + PACKET <= arrival->length; at += PACKET) {
        check_packet(group, arrival->payload + at, counted);
        if (counted) {
            check_clock(&group->clock, arrival->payload + at, arrival->nanos);
        }
    }
}

static double delay_factor_millis(const struct window *window) {
    double total = 0;
    for (size_t i = 0; i < window->count; i++) {
        total += window->pieces[i].bytes;
    }
    double rate = total / SECOND;
    double filled = 0, least = 0, most = 0;
    for (size_t i = 0; i < window->count; i++) {
        double drained = rate * (double)(window->pieces[i].nanos - window->pieces[0].nanos);
        least = filled - drained < least ? filled - drained : least;
        filled += window->pieces[i].bytes;
        most = filled - drained > most ? filled - drained : most;
    }
    return (most - least) / rate / 1e6;
}

static void add_to_window(struct group *group, const struct arrival *arrival) {
    struct window *window = &group->window;
    if (window->count > 0 && arrival->nanos - window->pieces[0].nanos >= SECOND) {
        add_figure(&group->delay_factors, delay_factor_millis(window));
        window->count = 0;
    }
    if (window->count == window->room) {
        window->room = window->room == 0 ? 8192 : 2 * window->room;
        window->pieces = realloc(window->pieces, window->room * sizeof *window->pieces);
        if (window->pieces == NULL) {
            fail("realloc");
        }
    }
    window->pieces[window->count++] = (struct piece){arrival->nanos, arrival->length};
}

static void count(struct group *group, const struct arrival *arrival) {
    group->datagrams++;
    group->bytes += (uint64_t)arrival->length;
    if (group->last_nanos != 0) {
        histogram_add(&group->gaps, arrival->nanos - group->last_nanos);
    }
    add_to_window(group, arrival);
}

static void take(struct group *group, const struct arrival *arrival, bool counted) {
    check(group, arrival, counted);
    if (group->first_nanos == 0) {
        group->first_nanos = arrival->nanos;
    }
    group->dropped = arrival->dropped;
    if (counted) {
        count(group, arrival);
    } else {
        group->dropped_before = arrival->dropped;
    }
    group->last_nanos = arrival->nanos;
}

// Returns whether anything was there.
static bool drain(struct group *group, int64_t from_nanos) {
    struct arrival arrivals[ARRIVALS];
    int received = take_arrivals(group->socket, arrivals);
    for (int i = 0; i < received; i++) {
        take(group, &arrivals[i], arrivals[i].nanos >= from_nanos);
    }
    return received == ARRIVALS;
}

static int by_value(const void *one, const void *other) {
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static double micros(const struct group *group, double share) {
    return (double)histogram_quantile(&group->gaps, share) / 1e3;
}

static void print_spread(const char *name, struct figures *figures) {
    size_t count = figures->count;
    if (count > 0) {
        qsort(figures->values, count, sizeof(double), by_value);
    }
    printf(",\"%s\":{\"median\":%.3f,\"max\":%.3f}", name, count == 0 ? 0 : figures->values[count / 2],
           count == 0 ? 0 : figures->values[count - 1]);
}

static void print(struct group *group) {
    printf("{\"group\":\"%s\",\"datagrams\":%lu,\"bytes\":%lu,\"dropped\":%u,\"firstNanos\":%ld,\"continuityErrors\":%lu,",
           group->name, group->datagrams, group->bytes, group->dropped - group->dropped_before, group->first_nanos,
           group->continuity_errors);
    printf("\"gapMicros\":{\"p50\":%.1f,\"p99\":%.1f,\"p999\":%.1f,\"max\":%.1f}", micros(group, 0.5),
           micros(group, 0.99), micros(group, 0.999), micros(group, 1));
    print_spread("delayFactorMillis", &group->delay_factors);
    print_spread("pcrJitterMillis", &group->clock.jitters);
    printf("}");
}

static struct group *join(int count, char **names, const char *interface) {
    struct group *groups = calloc((size_t)count, sizeof *groups);
    if (groups == NULL) {
        fail("calloc");
    }
    for (int i = 0; i < count; i++) {
        groups[i].name = names[i];
        groups[i].socket = receiving_socket(endpoint(names[i]), interface);
        memset(groups[i].counters, -1, sizeof groups[i].counters);
    }
    return groups;
}

static void receive(struct group *groups, int count, int64_t from_nanos, int64_t until_nanos) {
    while (!stopped && wall_nanos() < until_nanos) {
        bool more = false;
        for (int i = 0; i < count; i++) {
            more |= drain(&groups[i], from_nanos);
        }
        if (!more) {
            sleep_until(monotonic_nanos() + NAP_NANOS);
        }
    }
}

int main(int count, char **words) {
    int64_t skip = 0, seconds = 1000000;
    if (!read_span(count, words, &skip, &seconds)) {
        return 2;
    }
    int names = count - optind - 1;
    if (names < 1) {
        fprintf(stderr, "usage: receive [-s SECONDS] [-t SECONDS] INTERFACE GROUP:PORT...\n");
        return 2;
    }
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    struct group *groups = join(names, words + optind + 1, words[optind]);
    int64_t start = wall_nanos();
    receive(groups, names, start + skip * SECOND, start + seconds * SECOND);
    printf("{\"groups\":[");
    for (int i = 0; i < names; i++) {
        printf(i == 0 ? "" : ",");
        print(&groups[i]);
    }
    printf("]}\n");
    return 0;
}
