// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * One input of the relay and its outputs.
 *
 * @param from the input, as it is written in a configuration
 * @param bitsPerSecond of what is sent to it; 0 if nobody sends
 * @param outputs as they are written in a configuration
 */
record StreamPath(String from, int bitsPerSecond, List<String> outputs) {

    /** More than the socket holds while the process is stopped. */
    private static final int MUCH = 20_000_000;

    private static final int NORMAL = 1_000_000;

    /** For what is recorded. */
    private static final int LITTLE = 300_000;

    /** Outputs on cable v1 have ports from 6001 on, those on v2, which no fault touches, from 6101 on. */
    static List<StreamPath> eight(RelayFiles files) {
        return List.of(
                sent(
                        NORMAL,
                        "udp://239.255.1.1:5001",
                        whole("udp://239.255.2.1:6001"),
                        whole("udp://239.255.3.1:6101?iface=v2")),
                sent(
                        NORMAL,
                        "udp://10.77.0.1:5002",
                        whole("udp://10.78.0.2:6002"),
                        whole("udp://239.255.3.2:6102?iface=v2")),
                sent(
                        NORMAL,
                        "rtp://239.255.1.3:5003?iface=v0",
                        whole("rtp://239.255.2.3:6003?iface=v1"),
                        service("udp://239.255.3.3:6103?iface=v2")),
                sent(
                        LITTLE,
                        "rtp://10.77.0.2@232.1.1.4:5004?iface=v0",
                        service("udp://239.255.2.4:6004?iface=v1"),
                        whole("udp://239.255.3.4:6104?iface=v2"),
                        whole("file:" + files.recordingOnDisk())),
                sent(
                        MUCH,
                        "udp://239.255.4.5:5005?iface=v2",
                        whole("rtp://239.255.2.5:6005"),
                        whole("udp://239.255.3.5:6105?iface=v2")),
                sent(
                        LITTLE,
                        "rtp://239.255.4.6:5006?iface=v2",
                        whole("udp://239.255.2.6:6006?iface=v1"),
                        whole("rtp://239.255.3.6:6106?iface=v2"),
                        whole("file:" + files.recordingInDirectory())),
                played(
                        "file:" + files.input(),
                        whole("udp://239.255.2.7:6007?iface=v1"),
                        whole("udp://239.255.3.7:6107?iface=v2")),
                played("sim:", whole("udp://239.255.2.8:6008?iface=v1"), service("udp://239.255.3.8:6108?iface=v2")));
    }

    static StreamPath sent(int bitsPerSecond, String from, String... outputs) {
        return new StreamPath(from, bitsPerSecond, List.of(outputs));
    }

    static StreamPath played(String from, String... outputs) {
        return new StreamPath(from, 0, List.of(outputs));
    }

    static String whole(String to) {
        return "{to: '" + to + "'}";
    }

    static String service(String to) {
        return "{to: '" + to + "', service: 1}";
    }

    StreamPath with(String output) {
        List<String> more = new ArrayList<>(outputs);
        more.add(output);
        return new StreamPath(from, bitsPerSecond, more);
    }

    URI uri() {
        return URI.create(from);
    }

    /** The port of what is sent; -1 if nobody sends. */
    int port() {
        return isSent() ? uri().getPort() : -1;
    }

    boolean isSent() {
        return bitsPerSecond > 0;
    }

    /** Says whether no fault touches its way to the relay. */
    boolean isCalm() {
        return from.endsWith("iface=v2");
    }
}
