// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.ContinuityStats;
import io.dmxflux.ts.source.SourceStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The ledger of a relay at one moment: what came, what went, and on which account the rest is.
 *
 * @param elapsed since the relay began
 * @param stream what was seen in the packets that arrived (account: signal)
 * @param unaligned bytes that belonged to no packet (account: signal)
 * @param losses what never arrived in the relay (accounts: kernel, policy)
 * @param outputs the ledger of each output (accounts: policy, socket)
 */
public record RelayReport(
        Duration elapsed, ContinuityStats stream, long unaligned, SourceStats losses, List<OutputReport> outputs) {

    private static final double BITS_PER_MEGABIT_NANO = 8e3;
    private static final double NANOS_PER_MILLI = 1e6;

    /**
     * Returns what arrived.
     *
     * @return packets
     */
    public long packetsIn() {
        return stream.packets();
    }

    /**
     * Returns what the outputs took, all together.
     *
     * @return packets
     */
    public long packetsOut() {
        return sum(OutputReport::packetsOut);
    }

    /**
     * Returns what the outputs refused, all together.
     *
     * @return packets
     */
    public long packetsRefused() {
        return sum(OutputReport::packetsRefused);
    }

    /**
     * Returns what was dropped since downstream lagged: by the source, and for each output.
     *
     * @return packets
     */
    public long packetsDropped() {
        return losses.droppedPackets() + sum(OutputReport::droppedPackets);
    }

    /**
     * Adds the ledger of another relay of this process.
     *
     * @param more its ledger
     * @return the ledger of both, since the earlier one began
     */
    public RelayReport plus(RelayReport more) {
        return new RelayReport(
                elapsed.compareTo(more.elapsed) > 0 ? elapsed : more.elapsed,
                stream.plus(more.stream),
                unaligned + more.unaligned,
                losses.plus(more.losses),
                Stream.concat(outputs.stream(), more.outputs.stream()).toList());
    }

    private long sum(ToLongFunction<OutputReport> value) {
        return outputs.stream().mapToLong(value).sum();
    }

    /**
     * Says how it goes, in one line.
     *
     * @param before the report before this one, for the rate
     * @return a line for a terminal
     */
    public String progress(RelayReport before) {
        long nanos = Math.max(1, elapsed.minus(before.elapsed).toNanos());
        long packets = Math.max(0, packetsOut() - before.packetsOut()); // less when a relay has gone
        double megabits = packets * TsPacket.LENGTH * BITS_PER_MEGABIT_NANO / nanos;
        return String.format(
                Locale.ROOT,
                "%d s  %.2f Mbit/s  in %d  out %d  lost: signal %d, kernel %d, policy %d, socket %d",
                elapsed.toSeconds(),
                megabits,
                packetsIn(),
                packetsOut(),
                signalLosses(),
                losses.kernelLosses(),
                packetsDropped(),
                packetsRefused());
    }

    private long signalLosses() {
        return stream.missingPackets() + stream.transportErrors();
    }

    /**
     * Tells what came of it all, a line for each account.
     *
     * @return lines for a person
     */
    public List<String> summary() {
        List<String> lines = new ArrayList<>();
        lines.add("packets in " + packetsIn() + ", out " + packetsOut() + ", in " + elapsed.toSeconds() + " s");
        lines.add("lost by signal: at least " + stream.missingPackets() + " packets missing at "
                + stream.continuityErrors() + " continuity errors, " + stream.transportErrors()
                + " with transport_error_indicator, " + unaligned + " bytes out of sync, " + losses.networkLosses()
                + " datagrams that never came");
        lines.add(String.format(
                Locale.ROOT,
                "lost by kernel: %d losses told, no buffer to fill for %.1f ms, perhaps for %.1f ms more",
                losses.kernelLosses(),
                losses.starvedNanos() / NANOS_PER_MILLI,
                losses.stalledNanos() / NANOS_PER_MILLI));
        lines.add("lost by policy: " + packetsDropped() + " packets dropped since the output lagged");
        lines.add("lost by socket: " + packetsRefused() + " packets refused" + refusals());
        if (outputs.size() > 1) {
            outputs.forEach(output -> lines.add(output.summary()));
        }
        return lines;
    }

    /** Tells for which reasons datagrams were refused, and how many for each. */
    private String refusals() {
        SortedMap<String, Long> datagrams = new TreeMap<>();
        outputs.forEach(output -> output.sent()
                .failures()
                .forEach((reason, refused) -> datagrams.merge(reason, refused.datagrams(), Long::sum)));
        List<String> reasons = datagrams.entrySet().stream()
                .filter(reason -> reason.getValue() > 0) // a file has none
                .map(reason -> reason.getKey() + ": " + reason.getValue() + " datagrams")
                .toList();
        return reasons.isEmpty() ? "" : " (" + String.join(", ", reasons) + ")";
    }
}
