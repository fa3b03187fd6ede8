// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.ReceivedStream;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** All that one output sent, and what a receiver would make of it. */
final class Recorded extends BaseSubscriber<ByteBuf> {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final List<Integer> batchBytes = new ArrayList<>();
    volatile String end = "";
    private volatile int received;

    /** Subscribes with unbounded demand. */
    static Recorded of(SplitOutput output) {
        Recorded recorded = new Recorded();
        output.batches().subscribe(recorded);
        return recorded;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        requestUnbounded();
    }

    @Override
    protected void hookOnNext(ByteBuf batch) {
        batchBytes.add(batch.readableBytes());
        byte[] copy = new byte[batch.readableBytes()];
        batch.readBytes(copy).release();
        bytes.writeBytes(copy);
        received = bytes.size();
    }

    @Override
    protected void hookOnComplete() {
        end = "complete";
    }

    @Override
    protected void hookOnError(Throwable failure) {
        end = String.valueOf(failure.getMessage());
    }

    /** Bytes so far; from any thread. */
    int received() {
        return received;
    }

    /** Tells whether there will be nothing more; from any thread. */
    boolean hasEnded() {
        return !end.isEmpty();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** All packets of a PID, one behind the other. */
    byte[] packets(int pid) {
        return stream().packets(pid);
    }

    ReceivedStream stream() {
        return new ReceivedStream(bytes());
    }

    List<Integer> pids() {
        return stream().pids();
    }

    long continuityErrors() {
        return stream().continuityErrors();
    }

    List<Section> sections(int pid) {
        return stream().sections(pid);
    }

    ProgramAssociationTable lastPat() {
        return stream().lastPat();
    }

    ProgramMapTable lastPmt() {
        return stream().lastPmt(lastPat().programs().get(0).programNumber());
    }
}
