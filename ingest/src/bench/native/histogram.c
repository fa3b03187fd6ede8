// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
#include "histogram.h"

// Values below 2^SUB_BITS have a bucket each; above, every power of two has 2^SUB_BITS buckets.
static int bucket_of(uint64_t value) {
    if (value < 1 << SUB_BITS) {
        return (int)value;
    }
    int shift = 63 - __builtin_clzll(value) - SUB_BITS;
    return ((shift + 1) << SUB_BITS) + (int)((value >> shift) - (1 << SUB_BITS));
}

static int64_t top_of(int bucket) {
    if (bucket < 1 << SUB_BITS) {
        return bucket;
    }
    int shift = (bucket >> SUB_BITS) - 1;
    int64_t first = (int64_t)((bucket & ((1 << SUB_BITS) - 1)) + (1 << SUB_BITS)) << shift;
    return first + (1LL << shift) - 1;
}

void histogram_add(struct histogram *histogram, int64_t nanos) {
    int64_t value = nanos < 0 ? 0 : nanos;
    histogram->count++;
    histogram->max = value > histogram->max ? value : histogram->max;
    histogram->buckets[bucket_of((uint64_t)value)]++;
}

int64_t histogram_quantile(const struct histogram *histogram, double share) {
    uint64_t wanted = (uint64_t)(share * (double)histogram->count);
    uint64_t seen = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
        seen += histogram->buckets[bucket];
        if (seen > wanted) {
            int64_t top = top_of(bucket);
            return top < histogram->max ? top : histogram->max;
        }
    }
    return histogram->max;
}
