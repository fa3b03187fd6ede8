// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.check.Check;
import io.dmxflux.packet.Arrivals;
import io.dmxflux.packet.LoggedDatagrams;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.DatagramBursts;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The batches of an output.
 *
 * @param packetsPerDatagram packets of a full datagram
 * @param datagramsPerBatch datagrams of a full batch
 * @param longestFill how long a packet may wait for its datagram, or its batch, to fill
 * @param keepsArrivals whether batches carry when their packets came, see {@link Arrivals}; costs some objects a batch
 * @param isCutAsLog whether the datagrams of a whole multiplex are those of the log that it comes from, if it does, and carry
 *     which they are, see {@link LoggedDatagrams}; costs some objects a batch, and a chunk may end with a short datagram
 * @param logShare of a service out of a log: one datagram for every so many of the log, filled up with null packets, with a number
 *     that follows from the log's; 0 for datagrams that are full when their packets have come
 */
public record SplitOutputConfig(
        int packetsPerDatagram,
        int datagramsPerBatch,
        Duration longestFill,
        boolean keepsArrivals,
        boolean isCutAsLog,
        int logShare) {

    /** The default of {@code longestFill}. */
    public static final Duration DEFAULT_FILL = Duration.ofMillis(20);

    /** For the network: full datagrams, as many at a time as {@link DatagramBursts#OF_A_SERVICE} says. */
    public static final SplitOutputConfig DATAGRAMS =
            new SplitOutputConfig(DatagramBursts.PACKETS_PER_DATAGRAM, DatagramBursts.OF_A_SERVICE, DEFAULT_FILL);

    /**
     * For files and other destinations without datagrams: batches of 64 kB, which may take half a second to fill. What takes
     * nothing for 1.5 s is told as blocked, so that a service of some kbit/s has to leave well before.
     */
    public static final SplitOutputConfig BULK = new SplitOutputConfig(
            DatagramBursts.PACKETS_PER_DATAGRAM, DatagramBursts.MOST_DATAGRAMS, Duration.ofMillis(500));

    /** The most datagrams of a log for which a service has one: for more it would leave too seldom. */
    public static final int MOST_LOG_SHARE = 64;

    private static final int MOST_PACKETS = BatchQueue.MOST_BYTES / 2 / TsPacket.LENGTH;

    /**
     * Checks every value.
     *
     * @param packetsPerDatagram 1 or more
     * @param datagramsPerBatch 1 or more; a batch has a megabyte at most, half of what an output queues
     * @param longestFill not negative
     * @param keepsArrivals either
     * @param isCutAsLog either, with 7 packets a datagram
     * @param logShare 0 to 64, with 7 packets a datagram, and without arrivals
     * @throws IllegalArgumentException in one line, {@code name: value (expected: ...)}
     */
    public SplitOutputConfig {
        Check.argument(packetsPerDatagram >= 1, "packetsPerDatagram", packetsPerDatagram, "1 or more");
        Check.argument(datagramsPerBatch >= 1, "datagramsPerBatch", datagramsPerBatch, "1 or more");
        Check.argument(
                packetsPerDatagram <= MOST_PACKETS, "packetsPerDatagram", packetsPerDatagram, "1 to " + MOST_PACKETS);
        Check.argument(
                datagramsPerBatch <= MOST_PACKETS / packetsPerDatagram,
                "datagramsPerBatch",
                datagramsPerBatch,
                "1 to " + MOST_PACKETS / packetsPerDatagram + " of so many packets, a megabyte");
        Check.argument(
                !Check.given(longestFill, "longestFill").isNegative(), "longestFill", longestFill, "not negative");
        Check.argument(
                !isCutAsLog && logShare == 0 || packetsPerDatagram == DatagramBursts.PACKETS_PER_DATAGRAM,
                "packetsPerDatagram",
                packetsPerDatagram,
                "7, as in a log");
        Check.argument(logShare >= 0 && logShare <= MOST_LOG_SHARE, "logShare", logShare, "0 to " + MOST_LOG_SHARE);
        Check.argument(logShare == 0 || !keepsArrivals, "logShare", logShare, "0 where arrivals are kept");
    }

    /**
     * Batches that carry neither when their packets came nor which of a log they are.
     *
     * @param packetsPerDatagram 1 or more
     * @param datagramsPerBatch 1 or more
     * @param longestFill not negative
     */
    public SplitOutputConfig(int packetsPerDatagram, int datagramsPerBatch, Duration longestFill) {
        this(packetsPerDatagram, datagramsPerBatch, longestFill, false, false, 0);
    }

    /**
     * Returns the same batches with the times at which their packets came: for a log, which is replayed by them.
     *
     * @return a config that keeps arrivals
     */
    public SplitOutputConfig keepingArrivals() {
        return new SplitOutputConfig(packetsPerDatagram, datagramsPerBatch, longestFill, true, isCutAsLog, logShare);
    }

    /**
     * Returns the same with the datagrams of the log that a whole multiplex comes from: for RTP that a receiver merges.
     *
     * @return a config that is cut as the log is
     * @throws IllegalArgumentException in one line, if a datagram has not seven packets
     */
    public SplitOutputConfig cutAsLog() {
        return new SplitOutputConfig(packetsPerDatagram, datagramsPerBatch, longestFill, keepsArrivals, true, logShare);
    }

    /**
     * Returns the same with one datagram of a service for every so many of the log that it comes from: for RTP that a receiver
     * merges. All who read the log send the same, from the second change of the tens of seconds of its time stamps on, as soon as
     * nothing has waited.
     *
     * @param datagrams of the log, 1 to 64
     * @return a config of a constant rate
     * @throws IllegalArgumentException in one line, if it is out of range, or a datagram has not seven packets
     */
    public SplitOutputConfig inSlotsOf(int datagrams) {
        Check.argument(datagrams >= 1, "logShare", datagrams, "1 to " + MOST_LOG_SHARE);
        return new SplitOutputConfig(
                packetsPerDatagram, datagramsPerBatch, longestFill, keepsArrivals, isCutAsLog, datagrams);
    }

    int datagramBytes() {
        return packetsPerDatagram * TsPacket.LENGTH;
    }

    /** Returns the longest fill, a day at most. */
    long fillNanos() {
        return Math.min(Check.nanos(longestFill, "longestFill"), TimeUnit.DAYS.toNanos(1));
    }

    int batchBytes() {
        return datagramsPerBatch * datagramBytes();
    }
}
