// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
// What the programs here read and change in transport packets (ISO/IEC 13818-1 2.4.3).
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "endpoint.h"

enum { PIDS = 8192, NULL_PID = 0x1fff };

static inline int pid_of(const uint8_t *packet) {
    return (packet[1] & 0x1f) << 8 | packet[2];
}

static inline bool has_payload(const uint8_t *packet) {
    return (packet[3] & 0x10) != 0;
}

static inline bool has_adaptation(const uint8_t *packet) {
    return (packet[3] & 0x20) != 0 && packet[4] > 0;
}

static inline bool is_discontinuous(const uint8_t *packet) {
    return has_adaptation(packet) && (packet[5] & 0x80) != 0;
}

static inline bool has_pcr(const uint8_t *packet) {
    return has_adaptation(packet) && (packet[5] & 0x10) != 0;
}

enum { PCR_HZ = 27000000 };

static const int64_t PCR_WRAP = (1LL << 33) * 300;

// The PCR of a packet that has one, in ticks of 27 MHz.
static inline int64_t pcr_of(const uint8_t *packet) {
    const uint8_t *field = packet + 6;
    int64_t base = (int64_t)field[0] << 25 | field[1] << 17 | field[2] << 9 | field[3] << 1 | field[4] >> 7;
    return base * 300 + ((field[4] & 1) << 8 | field[5]);
}

static inline int counter_of(const uint8_t *packet) {
    return packet[3] & 0x0f;
}

// Bytes of an RTP header before the packets, 0 without one: a packet begins with 0x47, RTP version 2 with 0x80.
static inline int header_length(const uint8_t *payload, int length) {
    return length > 12 && (payload[0] & 0xc0) == 0x80 ? 12 : 0;
}
