// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
// Counts of times from a nanosecond to hours, each within 1.6 % of its value, in constant memory.
#pragma once

#include <stdint.h>

enum { SUB_BITS = 6, BUCKETS = (64 - SUB_BITS) << SUB_BITS };

struct histogram {
    uint64_t count;
    int64_t max;
    uint32_t buckets[BUCKETS];
};

// Negative times count as zero.
void histogram_add(struct histogram *histogram, int64_t nanos);

// The time that a share of all (0 to 1) does not exceed; 0 of none.
int64_t histogram_quantile(const struct histogram *histogram, double share);
