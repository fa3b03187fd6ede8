// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.ReceivedStream;
import io.dmxflux.ts.ServiceModel;
import io.dmxflux.ts.SixServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Six services at 38 Mbit/s to groups that are fine, and the whole multiplex to a group whose link goes down and comes back, to
 * a host without a route, to a full disk, and to a pipe that nobody empties.
 */
class IsolationTest {

    private static final int SECONDS = 4;
    private static final int SOME_PACKETS = 25_000;
    private static final Pattern ACCOUNT = Pattern.compile("packets out (\\d+), dropped (\\d+), refused (\\d+)");

    @RegisterExtension
    private static final TwoNamespaces NAMESPACES = new TwoNamespaces();

    @TempDir
    private Path directory;

    private record Account(long out, long dropped, long refused) {}

    @Test
    void outputsThatFailCostTheOthersNothingAndTheirLossesAreTheirOwn() throws IOException {
        Path file = SixServices.make(directory, SECONDS);
        Path pipe = directory.resolve("pipe");
        Command.run("mkfifo " + pipe);
        List<String> holdPipe = List.of("sh", "-c", "exec 3<>" + pipe + " && echo held && exec sleep 180");
        try (GroupStreams groups = GroupStreams.on(NAMESPACES, "v1", "239.255.0.0/16", directory.resolve("pcap"));
                Command relay = WireSender.startIn(NAMESPACES.sender);
                Command nobodyReads = Command.start(holdPipe)) {
            assertThat(nobodyReads.readLine()).isEqualTo("held");
            String summary = relay(relay, file, pipe);
            checkServices(file, groups.end());
            checkAccounts(summary, pipe);
        }
    }

    private static String relay(Command relay, Path file, Path pipe) throws IOException {
        assertThat(relay.ask("relay file:" + file + " udp://239.255.1.{n}:5004?iface=v1 udp://239.1.1.1:5004?iface=v0"
                        + " udp://10.99.9.9:5004 file:/dev/full file:" + pipe))
                .isEqualTo("relaying");
        awaitPackets(relay, SOME_PACKETS);
        TwoNamespaces.ip("-n " + NAMESPACES.sender + " link set v0 down");
        awaitPackets(relay, 2 * SOME_PACKETS);
        TwoNamespaces.ip("-n " + NAMESPACES.sender + " link set v0 up");
        awaitPackets(relay, 4 * SOME_PACKETS);
        return relay.ask("close");
    }

    private static void awaitPackets(Command relay, int packets) {
        Awaitility.await().until(() -> Integer.parseInt(relay.ask("packets")) >= packets);
    }

    private static void checkServices(Path file, Function<String, ReceivedStream> groups) throws IOException {
        byte[] input = Files.readAllBytes(file);
        for (int n = 1; n <= SixServices.SERVICE_IDS.size(); n++) {
            ReceivedStream received = groups.apply("239.255.1." + n);
            ServiceModel model = ServiceModel.of(input, SixServices.SERVICE_IDS.get(n - 1));
            model.packets().forEach((pid, sent) -> {
                byte[] bytes = received.packets(pid);
                int begin = indexOf(sent, Arrays.copyOf(bytes, 188));
                assertThat(bytes)
                        .as("PID %d, from its first packet on", pid)
                        .isEqualTo(Arrays.copyOfRange(sent, begin, begin + bytes.length));
            });
            assertThat(received.continuityErrors()).isZero();
        }
    }

    private static int indexOf(byte[] packets, byte[] packet) {
        for (int at = 0; at < packets.length; at += packet.length) {
            if (Arrays.equals(packets, at, at + packet.length, packet, 0, packet.length)) {
                return at;
            }
        }
        throw new AssertionError("a packet that was never sent");
    }

    private static void checkAccounts(String summary, Path pipe) {
        Matcher in = Pattern.compile("arrived (\\d+) = routed (\\d+)(?: \\+ closed (\\d+))?;")
                .matcher(summary);
        assertThat(in.find()).as(summary).isTrue();
        long packets = Long.parseLong(in.group(2));
        long closed = in.group(3) == null ? 0 : Long.parseLong(in.group(3));
        assertThat(packets + closed).as("arrived").isEqualTo(Long.parseLong(in.group(1)));
        for (int n = 1; n <= SixServices.SERVICE_IDS.size(); n++) {
            Account service = account(summary, "udp://239.255.1." + n + ":5004?iface=v1");
            assertThat(service.dropped() + service.refused()).as(summary).isZero();
        }
        Account link = account(summary, "udp://239.1.1.1:5004?iface=v0");
        assertThat(link.out() + link.refused()).as(summary).isEqualTo(packets);
        assertThat(Math.min(link.out(), link.refused())).as("some of each").isPositive();
        assertThat(account(summary, "udp://10.99.9.9:5004")).isEqualTo(new Account(0, 0, packets));
        Account disk = account(summary, "file:/dev/full");
        assertThat(disk.out()).isZero();
        assertThat(disk.refused()).isPositive();
        Account blocked = account(summary, "file:" + pipe);
        assertThat(blocked.out() + blocked.dropped() + closed(summary, "file:" + pipe))
                .as("all but what the pipe's thread holds")
                .isGreaterThan(packets - 3 * 343);
    }

    /** Of an output's sum, which has a second line if it is long. */
    private static long closed(String summary, String output) {
        Matcher closed = Pattern.compile(Pattern.quote(output) + ": routed [^;]*(?:;   =[^;]*)?closed (\\d+)")
                .matcher(summary);
        return closed.find() ? Long.parseLong(closed.group(1)) : 0;
    }

    private static Account account(String summary, String output) {
        String line = Arrays.stream(summary.split("; "))
                .filter(part -> part.startsWith(output + ":") || part.startsWith(output + " "))
                .findFirst()
                .orElseThrow();
        Matcher account = ACCOUNT.matcher(line);
        assertThat(account.find()).as(line).isTrue();
        return new Account(
                Long.parseLong(account.group(1)), Long.parseLong(account.group(2)), Long.parseLong(account.group(3)));
    }
}
