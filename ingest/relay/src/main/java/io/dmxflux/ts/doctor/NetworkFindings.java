// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.doctor;

import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.ts.net.Attachment;
import io.dmxflux.ts.net.MulticastRoute;
import io.dmxflux.ts.net.TimedMessages;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether datagrams can leave, how cheaply, and whether bursts of them can come in. */
final class NetworkFindings {

    private static final String GROUP = "239.255.0.1";
    private static final Path LARGEST_RECEIVE_BUFFER = Path.of("/proc/sys/net/core/rmem_max");
    private static final int WANTED_RECEIVE_BYTES = 4 << 20;

    private static final Path CONFIGURATIONS = Path.of("/proc/sys/net/ipv4/conf");
    private static final Set<String> NOT_INTERFACES = Set.of("all", "default", "lo");
    private static final int STRICT = 1;

    private NetworkFindings() {}

    static List<Finding> find() {
        List<Finding> findings = new ArrayList<>();
        findings.add(transport());
        findings.add(pacing());
        findings.add(multicast());
        receiveBuffer(findings);
        findings.addAll(reversePaths(CONFIGURATIONS));
        return findings;
    }

    private static Finding transport() {
        if (!Epoll.isAvailable()) {
            Throwable cause = Epoll.unavailabilityCause();
            return Finding.fails(
                    "sockets",
                    "the native epoll transport cannot be loaded: " + cause.getMessage() + ".",
                    "It needs Linux with glibc on x86-64 or aarch64.");
        }
        return EpollDatagramChannel.isSegmentedDatagramPacketSupported()
                ? Finding.works("sockets", "native epoll transport; the kernel cuts datagrams itself (UDP GSO).")
                : Finding.limited(
                        "sockets",
                        "native epoll transport, without UDP GSO: each datagram is handed over by itself (sendmmsg).",
                        "Linux 4.18 and later have it.");
    }

    private static Finding pacing() {
        try {
            TimedMessages.probe();
            return Finding.works("pacing", "the kernel sends each burst at its time by itself (io_uring).");
        } catch (ErrnoException e) {
            return Finding.limited(
                    "pacing",
                    "a whole multiplex is spread by timers of this program, at more CPU: " + e.getMessage() + ".",
                    "That works, too.");
        }
    }

    private static Finding multicast() {
        MulticastRoute route = MulticastRoute.probe(group(), null);
        return route.exists()
                ? Finding.works("multicast", route + ".")
                : Finding.limited(
                        "multicast",
                        route
                                + (Attachment.find(null, group(), null).isOnlyLoopback()
                                        ? "; relays use the loopback interface, which reaches this machine only."
                                        : "; relays that name no interface wait for a route."),
                        "Name an interface with ?iface=, or add a route: ip route add 224.0.0.0/4 dev IFACE.");
    }

    private static InetAddress group() {
        try {
            return InetAddress.getByName(GROUP);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(GROUP, e); // a literal address is never looked up
        }
    }

    /** The stricter of an interface's own filter and that of all counts (ip-sysctl, rp_filter). */
    static List<Finding> reversePaths(Path configurations) {
        List<Finding> findings = new ArrayList<>();
        int all = reversePathFilter(configurations.resolve("all"));
        try (DirectoryStream<Path> interfaces = Files.newDirectoryStream(configurations)) {
            for (Path one : interfaces) {
                String name = one.getFileName().toString();
                if (!NOT_INTERFACES.contains(name) && Math.max(all, reversePathFilter(one)) == STRICT) {
                    findings.add(Finding.limited(
                            name,
                            "rp_filter is strict: what comes from a sender whose route leads elsewhere, or who has none,"
                                    + " is dropped by the kernel in silence.",
                            "sysctl -w net.ipv4.conf." + name + ".rp_filter=2 if a stream does not arrive."));
                }
            }
        } catch (IOException e) {
            return findings; // no IPv4 here
        }
        return findings;
    }

    private static int reversePathFilter(Path configuration) {
        try {
            return Integer.parseInt(Files.readAllLines(configuration.resolve("rp_filter"))
                    .get(0)
                    .strip());
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    private static void receiveBuffer(List<Finding> findings) {
        try {
            // by lines: a sysctl is read in one piece or not at all, and Files.readString starts with one byte
            long bytes = Long.parseLong(
                    Files.readAllLines(LARGEST_RECEIVE_BUFFER).get(0).strip());
            if (bytes < WANTED_RECEIVE_BYTES) {
                findings.add(Finding.limited(
                        LARGEST_RECEIVE_BUFFER.toString(),
                        "sockets buffer at most " + bytes + " bytes of what comes by UDP or RTP.",
                        "Bursts may be lost: sysctl -w net.core.rmem_max=" + WANTED_RECEIVE_BYTES + "."));
            }
        } catch (IOException | NumberFormatException e) {
            // no such limit to be seen here, so nothing to say about it
        }
    }
}
