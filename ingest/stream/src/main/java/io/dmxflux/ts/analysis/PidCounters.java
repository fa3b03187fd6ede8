// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import io.dmxflux.packet.Pid;

/** What is counted for each PID, in arrays that the PID is the index of. */
final class PidCounters {

    final long[] packets = new long[Pid.COUNT];
    final long[] continuityErrors = new long[Pid.COUNT];
    final long[] duplicates = new long[Pid.COUNT];
    final long[] transportErrors = new long[Pid.COUNT];
    final long[] scrambled = new long[Pid.COUNT];
    final long[] pcrs = new long[Pid.COUNT];
}
