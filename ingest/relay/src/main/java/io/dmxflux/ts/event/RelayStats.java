// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.ContinuityStats;
import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.sink.SendStats;
import io.dmxflux.ts.source.SignalStats;
import io.dmxflux.ts.source.SourceStats;
import io.dmxflux.ts.source.UdpSourceStats;
import io.dmxflux.ts.split.PidStats;
import io.dmxflux.ts.split.ShareStats;
import io.dmxflux.ts.split.StreamStats;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The counters of a relay at one moment, in packets, as a watch compares them: what came, what went, what is wrong. Where
 * every byte is stands in the books.
 *
 * @param input the input, as a user would write it without options
 * @param elapsed since the relay began
 * @param stream what was seen in the packets that arrived (account: signal)
 * @param unaligned bytes that belonged to no packet (account: signal)
 * @param losses what never arrived in the relay (accounts: kernel, policy)
 * @param outputs the counters of each output (accounts: policy, socket)
 * @param waitsFor what the input waits for before anything can arrive; empty while nothing is wrong
 * @param datagrams what became of each datagram of the input; empty if it receives none
 * @param signal how well a tuned input receives; empty for every other
 * @param bounds between which bit rates the input is as it should be
 */
public record RelayStats(
        String input,
        Duration elapsed,
        ContinuityStats stream,
        long unaligned,
        SourceStats losses,
        List<OutputStats> outputs,
        Optional<String> waitsFor,
        Optional<UdpSourceStats> datagrams,
        Optional<SignalStats> signal,
        RateBounds bounds) {

    private static final PidStats NOTHING = new PidStats(0, 0);

    /**
     * Keeps a copy.
     *
     * @param input any
     * @param elapsed any
     * @param stream any
     * @param unaligned any
     * @param losses any
     * @param outputs any
     * @param waitsFor any
     * @param datagrams any
     * @param signal any
     * @param bounds any
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
     * @return both, with the time of both, and what the later one has and waits for
     */
    public RelayStats plus(RelayStats more) {
        Map<String, OutputStats> all = new LinkedHashMap<>();
        Stream.concat(outputs.stream().map(OutputStats::removed), more.outputs.stream())
                .forEach(output -> all.merge(output.name(), output, OutputStats::plus));
        return new RelayStats(
                input,
                elapsed.plus(more.elapsed),
                stream.plus(more.stream),
                unaligned + more.unaligned,
                losses.plus(more.losses),
                List.copyOf(all.values()),
                more.waitsFor,
                Optional.ofNullable(UdpSourceStats.sum(datagrams.orElse(null), more.datagrams.orElse(null))),
                Optional.ofNullable(SignalStats.sum(signal.orElse(null), more.signal.orElse(null))),
                more.bounds);
    }

    /**
     * Returns the same counters of another time.
     *
     * @param time since the input first began
     * @return the counters with it
     */
    public RelayStats in(Duration time) {
        return new RelayStats(input, time, stream, unaligned, losses, outputs, waitsFor, datagrams, signal, bounds);
    }

    /**
     * Adds what came of its PIDs when the same input was open before.
     *
     * @param pids what came, by PID
     * @return the counters with it
     */
    public RelayStats plus(Map<Integer, PidStats> pids) {
        List<OutputStats> all =
                outputs.stream().map(output -> output.plus(pids)).toList();
        return new RelayStats(input, elapsed, stream, unaligned, losses, all, waitsFor, datagrams, signal, bounds);
    }

    private long sum(ToLongFunction<OutputStats> value) {
        return outputs.stream().mapToLong(value).sum();
    }

    /**
     * The counters of one output at one moment, in packets.
     *
     * @param name the output, as a user would write it
     * @param routedPackets what the input had for it
     * @param generatedPackets packets of tables that were made for it, and marks of discontinuities in a file
     * @param sent what its socket or file took and refused (account: socket)
     * @param droppedPackets what it was too slow for (account: policy)
     * @param share of what it dropped, what was more than its share of the log
     * @param unsentPackets what came for it after it had failed (account: socket)
     * @param outagePackets of those that were refused what belongs to outages, each of which tells its own when it is over
     * @param standbyPackets what a standby of a log keeps ready, or what another host had to write
     * @param queuedPackets what it has and has not sent yet, without what a standby keeps ready
     * @param waitsFor what it waits for before anything can leave; empty while nothing is wrong
     * @param streams the elementary streams of its service; none for a whole multiplex
     * @param bounds between which bit rates it is as it should be
     */
    public record OutputStats(
            String name,
            long routedPackets,
            long generatedPackets,
            SendStats sent,
            long droppedPackets,
            ShareStats share,
            long unsentPackets,
            long outagePackets,
            long standbyPackets,
            long queuedPackets,
            Optional<String> waitsFor,
            List<StreamStats> streams,
            RateBounds bounds) {

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
         * Returns what stays of it once it is removed: its counts, and no trouble.
         *
         * @return its counts
         */
        public OutputStats removed() {
            return new OutputStats(
                    name,
                    routedPackets,
                    generatedPackets,
                    sent,
                    droppedPackets,
                    share,
                    unsentPackets,
                    outagePackets,
                    standbyPackets,
                    0,
                    Optional.empty(),
                    List.of(),
                    bounds);
        }

        private OutputStats plus(Map<Integer, PidStats> pids) {
            List<StreamStats> all = streams.stream()
                    .map(stream -> stream.plus(pids.getOrDefault(stream.pid(), NOTHING)))
                    .toList();
            return new OutputStats(
                    name,
                    routedPackets,
                    generatedPackets,
                    sent,
                    droppedPackets,
                    share,
                    unsentPackets,
                    outagePackets,
                    standbyPackets,
                    queuedPackets,
                    waitsFor,
                    all,
                    bounds);
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
                    share.plus(more.share),
                    unsentPackets + more.unsentPackets,
                    outagePackets + more.outagePackets,
                    standbyPackets + more.standbyPackets,
                    queuedPackets + more.queuedPackets,
                    more.waitsFor,
                    more.streams,
                    more.bounds);
        }
    }
}
