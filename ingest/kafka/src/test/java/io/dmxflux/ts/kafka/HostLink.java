// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A network namespace, for another host, and a virtual cable to it that can be cut.
 * <pre>
 *   here   dmxkN  198.18.x.y/30  ------------  k0  198.18.x.y+1/30   dmxflux-kN, with a loopback of its own
 * </pre>
 */
final class HostLink implements AutoCloseable {

    /** Where this side is: of the addresses for tests of networks (RFC 2544), others for each process, and for one that was killed. */
    static final String ADDRESS = address(1);

    private static final String THERE = address(2);

    private final String name = "dmxflux-k" + ProcessHandle.current().pid();

    private HostLink() {}

    private static String address(int host) {
        int at = (int) (ProcessHandle.current().pid() % 16_384) * 4 + host;
        return "198.18." + at / 256 + "." + at % 256;
    }

    /** Makes both; empty where that is not allowed, or there is no iproute2. */
    static Optional<HostLink> open() throws IOException {
        HostLink link = new HostLink();
        if (!hasIp() || status("ip netns add " + link.name) != 0) {
            return Optional.empty();
        }
        try {
            link.make();
        } catch (IOException | RuntimeException | Error e) {
            link.close();
            throw e;
        }
        return Optional.of(link);
    }

    private static boolean hasIp() {
        return Stream.of("/sbin/ip", "/usr/sbin/ip", "/bin/ip", "/usr/bin/ip")
                .anyMatch(ip -> Files.isExecutable(Path.of(ip)));
    }

    /** Lays the cable between this host and the namespace. */
    private void make() throws IOException {
        ip("link add " + cable() + " type veth peer name k0 netns " + name);
        ip("address add " + ADDRESS + "/30 dev " + cable());
        ip("link set " + cable() + " up");
        ip("-n " + name + " address add " + THERE + "/30 dev k0");
        ip("-n " + name + " link set lo up");
        plug();
    }

    /** The name of an interface has 15 characters at most. */
    private String cable() {
        return "dmxk" + ProcessHandle.current().pid();
    }

    /** What a program is started by that runs there. */
    List<String> there() {
        return List.of("ip", "netns", "exec", name);
    }

    /** Cuts the cable on the other side: nothing is refused, nothing comes. */
    void cut() throws IOException {
        ip("-n " + name + " link set k0 down");
    }

    void plug() throws IOException {
        ip("-n " + name + " link set k0 up");
    }

    private static void ip(String words) throws IOException {
        assertThat(status("ip " + words)).as(words).isZero();
    }

    private static int status(String line) throws IOException {
        try {
            return new ProcessBuilder(line.split(" "))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(line + ": interrupted", e);
        }
    }

    /** The cable goes with the namespace. */
    @Override
    public void close() throws IOException {
        status("ip netns delete " + name);
    }
}
