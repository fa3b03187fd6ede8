// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
// Datagrams as a receiving socket of endpoint.h gives them: many a call, each with the kernel's stamp.
#pragma once

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
