// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

import io.dmxflux.dmx.pool.PoolStats;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.ContinuityStats;
import io.dmxflux.ts.op.DepartureStats;
import io.dmxflux.ts.sink.SendStats;
import io.dmxflux.ts.source.SourceStats;
import io.dmxflux.ts.source.UdpSourceStats;
import io.dmxflux.ts.split.RoutingStats;
import io.dmxflux.ts.split.StreamStats;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The counters of a relay at one moment: what came, what went, and on which account the rest is. Each packet that arrived is
 * on one account:
 * <pre>
 *   in = routed + unwanted + replaced + dropped by the input + queued before the outputs
 * </pre>
 *
 * @param input the input, as a user would write it without options
 * @param elapsed since the relay began
 * @param stream what was seen in the packets that arrived (account: signal)
 * @param unaligned bytes that belonged to no packet (account: signal)
 * @param losses what never arrived in the relay (accounts: kernel, policy)
 * @param routing what became of the packets that were not dropped (accounts: unwanted, replaced)
 * @param outputs the counters of each output (accounts: policy, socket)
 * @param waitsFor what the input waits for before anything can arrive; empty while nothing is wrong
 * @param datagrams what became of each datagram of the input; empty if it receives none
 * @param pool where the buffers of the input's pool are, and what came through it; empty if it has none
 */
public record RelayStats(
        String input,
        Duration elapsed,
        ContinuityStats stream,
        long unaligned,
        SourceStats losses,
        RoutingStats routing,
        List<OutputStats> outputs,
        Optional<String> waitsFor,
        Optional<UdpSourceStats> datagrams,
        Optional<PoolStats> pool) {

    /**
     * Keeps a copy.
     *
     * @param input any
     * @param elapsed any
     * @param stream any
     * @param unaligned any
     * @param losses any
     * @param routing any
     * @param outputs any
     * @param waitsFor any
     * @param datagrams any
     * @param pool any
     */
    public RelayStats {
        outputs = List.copyOf(outputs);
    }

    /**
     * Returns what arrived, also what the input had to drop.
     *
     * @return packets
     */
    public long packetsIn() {
        return stream.packets() + losses.droppedPackets();
    }

    /**
     * Returns what has arrived and is not routed yet; a few more than that while it runs, as the counters are not read at the
     * same instant.
     *
     * @return packets
     */
    public long packetsQueued() {
        return Math.max(0, stream.packets() - routing.packets());
    }

    /**
     * Returns what the outputs took, all together.
     *
     * @return packets
     */
    public long packetsOut() {
        return sum(OutputStats::packetsOut);
    }

    /**
     * Returns what the outputs refused, all together.
     *
     * @return packets
     */
    public long packetsRefused() {
        return sum(OutputStats::packetsRefused);
    }

    /**
     * Returns what was dropped since downstream lagged: by the source, and for each output.
     *
     * @return packets
     */
    public long packetsDropped() {
        return losses.droppedPackets() + sum(OutputStats::droppedPackets);
    }

    /**
     * Returns what arrived damaged, and what the continuity counters show to be missing.
     *
     * @return packets, at least
     */
    public long signalLosses() {
        return stream.missingPackets() + stream.transportErrors();
    }

    /**
     * Returns how many of the input and the outputs wait for something that the machine does not have.
     *
     * @return inputs and outputs
     */
    public long waiting() {
        return (waitsFor.isPresent() ? 1 : 0)
                + outputs.stream()
                        .filter(output -> output.waitsFor().isPresent())
                        .count();
    }

    /**
     * Adds what the same input did when it was open again.
     *
     * @param more later counters
     * @return both, with the time of both, and what the later one waits for
     */
    public RelayStats plus(RelayStats more) {
        Map<String, OutputStats> all = new LinkedHashMap<>();
        Stream.concat(outputs.stream(), more.outputs.stream())
                .forEach(output -> all.merge(output.name(), output, OutputStats::plus));
        return new RelayStats(
                input,
                elapsed.plus(more.elapsed),
                stream.plus(more.stream),
                unaligned + more.unaligned,
                losses.plus(more.losses),
                routing.plus(more.routing),
                List.copyOf(all.values()),
                more.waitsFor,
                Optional.ofNullable(UdpSourceStats.sum(datagrams.orElse(null), more.datagrams.orElse(null))),
                more.pool);
    }

    /**
     * Returns the same counters of another time.
     *
     * @param time since the input first began
     * @return the counters with it
     */
    public RelayStats in(Duration time) {
        return new RelayStats(input, time, stream, unaligned, losses, routing, outputs, waitsFor, datagrams, pool);
    }

    private long sum(ToLongFunction<OutputStats> value) {
        return outputs.stream().mapToLong(value).sum();
    }

    /**
     * The counters of one output at one moment, in packets. Each packet is on one account:
     * <pre>
     *   routed + generated = out + dropped + refused + closed + queued
     * </pre>
     *
     * @param name the output, as a user would write it
     * @param routedPackets what the input had for it
     * @param generatedPackets packets of tables that were made for it, and marks of discontinuities in a file
     * @param sent what its socket or file took and refused (account: socket)
     * @param droppedPackets what it was too slow for (account: policy)
     * @param unsentPackets what it would have got after it had failed (account: socket)
     * @param closedPackets what it still had when it was closed (account: closed)
     * @param waitsFor what it waits for before anything can leave; empty while nothing is wrong
     * @param streams the elementary streams of its service; none for a whole multiplex
     * @param departures how bursts of datagrams have left; nothing for a file
     */
    public record OutputStats(
            String name,
            long routedPackets,
            long generatedPackets,
            SendStats sent,
            long droppedPackets,
            long unsentPackets,
            long closedPackets,
            Optional<String> waitsFor,
            List<StreamStats> streams,
            DepartureStats departures) {

        /** Copies the list. */
        public OutputStats {
            streams = List.copyOf(streams);
        }

        /**
         * Returns what it took, and the marks that it added.
         *
         * @return packets
         */
        public long packetsOut() {
            return (sent.bytes() + sent.addedBytes()) / TsPacket.LENGTH;
        }

        /**
         * Returns what it refused, and what came after it had failed.
         *
         * @return packets
         */
        public long packetsRefused() {
            return sent.failedBytes() / TsPacket.LENGTH + unsentPackets;
        }

        /**
         * Returns what it has and has not sent yet; a few more than that while it runs, as its counters are not read at the
         * same instant.
         *
         * @return packets
         */
        public long queuedPackets() {
            long told = packetsOut() + packetsRefused() + droppedPackets + closedPackets;
            return Math.max(0, routedPackets + generatedPackets - told);
        }

        /**
         * Puts on the socket's account what it was handed and neither took nor refused, which is final once it has failed.
         *
         * @param handedPackets what it was handed
         * @return these counters with it
         */
        public OutputStats withUnsent(long handedPackets) {
            long told = (sent.bytes() + sent.failedBytes()) / TsPacket.LENGTH;
            return with(Math.max(0, handedPackets - told), closedPackets, waitsFor, streams);
        }

        /**
         * Puts on the account of its end what is left, which is final once it is closed.
         *
         * @return these counters with it
         */
        public OutputStats closed() {
            return with(unsentPackets, closedPackets + queuedPackets(), waitsFor, streams);
        }

        /**
         * Returns what stays of it once it is removed: its account, and no trouble.
         *
         * @return its account
         */
        public OutputStats removed() {
            return with(unsentPackets, closedPackets, Optional.empty(), List.of());
        }

        private OutputStats with(long unsent, long closed, Optional<String> waiting, List<StreamStats> of) {
            return new OutputStats(
                    name,
                    routedPackets,
                    generatedPackets,
                    sent,
                    droppedPackets,
                    unsent,
                    closed,
                    waiting,
                    of,
                    departures);
        }

        /**
         * Adds what it counted at another time.
         *
         * @param more of the same output
         * @return both
         */
        public OutputStats plus(OutputStats more) {
            return new OutputStats(
                    name,
                    routedPackets + more.routedPackets,
                    generatedPackets + more.generatedPackets,
                    sent.plus(more.sent),
                    droppedPackets + more.droppedPackets,
                    unsentPackets + more.unsentPackets,
                    closedPackets + more.closedPackets,
                    more.waitsFor,
                    more.streams,
                    departures.plus(more.departures));
        }
    }
}
