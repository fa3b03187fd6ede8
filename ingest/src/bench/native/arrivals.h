// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
// Datagrams as a receiving socket of endpoint.h gives them: many a call, each with the kernel's stamp.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { ARRIVALS = 64, LONGEST = 2048 };

struct arrival {
    const uint8_t *payload; // valid until the next call
    int length;
    int64_t nanos;    // CLOCK_REALTIME, taken when the interface handed it over
    uint32_t dropped; // how many the socket has had no room for, up to this one
};

// Takes what is there, ARRIVALS at most; 0 if nothing is.
int take_arrivals(int socket, struct arrival arrivals[ARRIVALS]);

// Reads "-s SECONDS", what passes before anything counts, and "-t SECONDS", when to end; words begin at optind after it.
// Returns false for any other option.
bool read_span(int count, char **words, int64_t *skip, int64_t *seconds);
