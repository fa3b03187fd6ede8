// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** States with one of each part. */
final class States {

    static final Instant TIME = Instant.parse("2026-11-26T23:12:00.123Z");

    private States() {}

    static RelayState some() {
        return new RelayState(
                RelayState.VERSION,
                TIME,
                "head-1",
                "0.1.0",
                TIME,
                new RelayState.Summary(Condition.OK, "all on air", 1, 38_000_000L),
                Map.of("dvb-0", input()),
                Map.of("dvb-0-28106", service()),
                Map.of("dvb-0/1", output()));
    }

    static InputState input() {
        return input(Condition.OK);
    }

    static InputState input(Condition state) {
        InputState.Amount none = new InputState.Amount(0, InputState.Certainty.AT_LEAST, 0, 0.5);
        return new InputState(
                "dvb:0",
                0,
                state,
                null,
                TIME,
                null,
                38_000_000L,
                100,
                0,
                new InputState.Buffers(12, 64_484, 7, 1, 4, Map.of("splitter", 4)),
                new InputState.Signal("dvb-t 474 MHz", "lock", TIME, -45.2, null, null, 0.0, 0, 1, 0.4),
                new InputState.Kept(TIME, TIME.plusSeconds(7200), 34_000_000_000L, 38_000_000L, 2, 1, 0, 7),
                new InputState.Missing(none, none),
                new InputState.Accounts(100, 90, 10, 0, 0, 0, 0, 0),
                Map.of("1.3.a", indication()));
    }

    private static Indication indication() {
        return new Indication("PAT_error_2", 1, Indication.Light.RAISED, 3, TIME, List.of(0), "raised");
    }

    static ServiceState service() {
        return service(Condition.ATTENTION);
    }

    static ServiceState service(Condition state) {
        return new ServiceState(
                "dvb-0",
                28_106,
                0,
                "Das Erste HD",
                "ARD",
                ServiceState.Type.TELEVISION,
                1,
                false,
                state,
                "why",
                TIME,
                "what to do",
                4_810_000L,
                5100,
                5101,
                Map.of("5101", new ServiceState.Stream("video", "H.264", "H.264", null, 4_000_000L, 0, false)),
                new ServiceState.Programme("Tagesschau", null, TIME, TIME.plusSeconds(900)),
                null,
                Map.of("1.3.a", indication()),
                List.of(Indication.Light.RAISED, Indication.Light.OK, Indication.Light.UNKNOWN),
                List.of("dvb-0/1"),
                new ServiceState.Viewers(2, 1),
                new ServiceState.Browser(true, null));
    }

    static OutputState output() {
        return output(Condition.OK);
    }

    static OutputState output(Condition state) {
        return new OutputState(
                "dvb-0",
                "udp://239.1.1.1:5004",
                "dvb-0-28106",
                0,
                state,
                null,
                TIME,
                null,
                null,
                new OutputState.Accounts(90, 2, 92, 0, 0, 0, 0, 0),
                new OutputState.Lateness(0.0001, 0.0004, 0.002));
    }
}
