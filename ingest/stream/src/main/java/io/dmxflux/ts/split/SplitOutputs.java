// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.Arrivals;
import io.dmxflux.packet.Loss;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All outputs of a splitter that have not ended. One that ends takes no more packets, and its receivers' history is free for
 * the next one, before its subscriber is told.
 *
 * <p><b>Threading:</b> in tasks of the splitter's executor.
 */
final class SplitOutputs {

    /** A little longer than from one read of a socket to the next. */
    private static final long TOGETHER_NANOS = 10_000_000;

    private final MultiplexServices services;

    /** Replaced, not changed: a subscriber may open another output while all are served. */
    private List<SplitOutput> open = List.of();

    /** Gives back what receivers had last, by the writer of each service's output. */
    private final Map<BatchWriter, Runnable> histories = new HashMap<>();

    SplitOutputs(MultiplexServices services) {
        this.services = services;
    }

    void add(SplitOutput output) {
        List<SplitOutput> more = new ArrayList<>(open);
        more.add(output);
        open = List.copyOf(more);
    }

    /** Takes a history for an output, until that ends; one that follows from a log alone has none. */
    ServiceTables lendHistory(SplitOutput output, OutputHistory history, boolean asReceived) {
        if (output.writer().isOfLog()) {
            return ServiceTables.ofLog(output.writer());
        }
        ServiceTables tables = history.take(output.writer(), asReceived);
        histories.put(output.writer(), () -> history.giveBack(tables));
        return tables;
    }

    /** Has each output send what is due, and returns when the next batch is. */
    long serve(long now) {
        long next = Long.MAX_VALUE;
        boolean someEnd = false;
        List<SplitOutput> all = open;
        for (int i = 0; i < all.size(); i++) { // at each wake-up, so without an iterator
            SplitOutput output = all.get(i);
            if (output.isClosing()) { // before its subscriber is told, who may open the next one
                remove(output);
            }
            output.serve(now);
            next = Math.min(next, output.nextNanos());
            someEnd |= output.isEnding();
        }
        if (someEnd) {
            forgetEnded();
        }
        return next;
    }

    private void forgetEnded() {
        List<SplitOutput> remaining = new ArrayList<>();
        for (SplitOutput output : open) {
            if (output.isEnding()) {
                remove(output);
            }
            if (!output.hasEnded()) {
                remaining.add(output);
            }
        }
        open = List.copyOf(remaining);
    }

    private void remove(SplitOutput output) {
        services.remove(output.writer());
        Runnable giveBack = histories.remove(output.writer());
        if (giveBack != null) {
            giveBack.run();
        }
    }

    /** Says that something is missing before the next packets: to a whole multiplex, and to a part of it. */
    void missing(Loss gap) {
        Loss ofPart = gap.ofPart();
        open.forEach(output -> output.missing(services.isWhole(output.writer()) ? gap : ofPart));
    }

    /**
     * Says that the next packets have come, and over which time they are spread. If that is no longer than from one wake-up to the
     * next, spreading them would not make an output smoother whose batches take several.
     */
    void arrived(long arrivalNanos, long spreadNanos) {
        List<SplitOutput> all = open;
        for (int i = 0; i < all.size(); i++) {
            all.get(i).writer().together(arrivalNanos, spreadNanos <= TOGETHER_NANOS ? spreadNanos : 0);
        }
    }

    /** Says to outputs that keep it when the next packets came: those of a buffer or, without one, the splitter's own. */
    void came(@Nullable ByteBuf buffer) {
        Arrivals arrivals = null;
        List<SplitOutput> all = open;
        for (int i = 0; i < all.size(); i++) {
            BatchWriter writer = all.get(i).writer();
            if (writer.keepsArrivals()) {
                arrivals = arrivals == null ? arrivals(buffer) : arrivals;
                writer.came(buffer, arrivals);
            }
        }
    }

    private static Arrivals arrivals(@Nullable ByteBuf buffer) {
        Arrivals noted = buffer == null ? null : Arrivals.of(buffer);
        return noted == null ? Arrivals.at(System.nanoTime()) : noted;
    }

    boolean allHaveRoom() {
        List<SplitOutput> all = open;
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).hasRoom()) {
                return false;
            }
        }
        return true;
    }

    /** Ends each with what is queued, and then with the error if there is one. */
    void end(long now, @Nullable Throwable failure) {
        open.forEach(output -> output.end(now, failure));
    }
}
