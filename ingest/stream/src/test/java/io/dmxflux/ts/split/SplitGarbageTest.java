// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.Arrivals;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.LoggedDatagrams;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.DepartureSchedule;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.netty.buffer.ByteBuf;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a splitter leaves to the garbage collector while a multiplex repeats its tables. */
@ExtendWith(LeakCheck.class)
class SplitGarbageTest {

    private static final int SERVICES = 6;
    private static final int ROUNDS = 2000;

    /** Of a whole chunk. */
    private static final int PACKETS = 48 * 7;

    private final BatchQueue queue = new BatchQueue(0);
    private final List<SplitEvent> events = new ArrayList<>();
    private final DepartureSchedule schedule = DepartureSchedule.withinOneBuffer(1_000_000);
    private final PacketRouter router = new PacketRouter(schedule);
    private final MultiplexServices services = new MultiplexServices(router, new ServiceListing(Runnable::run));

    private static byte[] tables() {
        Multiplexer multiplexer = new Multiplexer();
        Program[] programs = new Program[SERVICES];
        for (int i = 0; i < SERVICES; i++) {
            programs[i] = new Program(101 + i, 0x100 + i);
        }
        multiplexer.pat(0, programs);
        for (int i = 0; i < SERVICES; i++) {
            ElementaryStream video = Multiplexer.stream(0x1B, 0x200 + i);
            multiplexer.pmt(0x100 + i, new ProgramMapTable(101 + i, 0, 0x200 + i, Descriptors.EMPTY, List.of(video)));
        }
        return multiplexer
                .sdt(0, Multiplexer.service(101, "One"), Multiplexer.service(106, "Six"))
                .take();
    }

    private int repeat(ByteBuf tables) {
        int packets = 0;
        for (int round = 0; round < ROUNDS; round++) {
            packets += router.route(tables, 0) / TsPacket.LENGTH;
            for (ByteBuf batch = queue.poll(); batch != null; batch = queue.poll()) {
                batch.release();
            }
        }
        return packets;
    }

    /** Every buffer and batch is counted, and each time the books are kept from being read for a moment. */
    @Test
    void countingBuffersAndBatchesMakesNoObjects() {
        SplitterAccounts input = new SplitterAccounts();
        OutputAccounts output = new OutputAccounts();
        count(input, output, ROUNDS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        count(input, output, 10 * ROUNDS);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(input.book().queuedBytes()).isZero();
        assertThat(output.book().queuedBytes()).isZero();
        assertThat(allocated).as("bytes for %d batches", 10 * ROUNDS).isLessThan(ROUNDS);
    }

    private long counted;

    private void count(SplitterAccounts input, OutputAccounts output, int batches) {
        for (int batch = 0; batch < batches; batch++) {
            input.came(7 * TsPacket.LENGTH);
            input.routed(5, 1, 1, 7 * TsPacket.LENGTH);
            counted += 5;
            output.came(counted, counted / 5, 6 * TsPacket.LENGTH);
            output.left(output.handedOn, 6 * TsPacket.LENGTH, 0);
        }
    }

    /** But for the batches, each of which the leak detector makes an object for. */
    @Test
    void aRepeatedTableMakesNoObjects() {
        assumeThat(PlatformDependent.hasUnsafe())
                .as("without it, as on JDK 24 and later, Netty makes a ByteBuffer for each copy")
                .isTrue();
        BatchWriter writer = new BatchWriter(PlayedMultiplex.CUT, queue);
        for (int i = 0; i < SERVICES; i++) {
            ServiceSelection selection = new ServiceSelection.ById(101 + i);
            ServiceTables own = OutputHistory.begin().take(writer, true);
            services.add(new SelectedService(selection, ServiceEdit.NONE, own, events::add, program -> {}));
        }
        ByteBuf tables = CraftedPacket.buffer(tables());
        try {
            schedule.arrived(tables.readableBytes(), 0);
            repeat(tables);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            int packets = repeat(tables);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(events).hasSize(SERVICES);
            assertThat(allocated).as("bytes for %d packets", packets).isLessThan(10L * packets);
        } finally {
            tables.release();
            writer.discard();
        }
    }

    /** When its packets came, and which of a log they are: a few objects a batch. */
    @Test
    void whatIsNotedOfABatchMakesNoObjectForEachPacket() {
        BatchWriter writer =
                new BatchWriter(SplitOutputConfig.DATAGRAMS.keepingArrivals().cutAsLog(), queue);
        ByteBuf chunk = LoggedDatagrams.mark(
                CraftedPacket.buffer(CraftedPacket.run(0x200, 0, PACKETS)),
                LoggedDatagrams.of(1, 0, false, new int[PACKETS / 7]));
        try {
            copy(chunk, writer);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            copy(chunk, writer);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(allocated).as("bytes for %d chunks", ROUNDS).isLessThan(10L * PACKETS * ROUNDS);
        } finally {
            chunk.release();
        }
    }

    private void copy(ByteBuf chunk, BatchWriter writer) {
        for (int round = 0; round < ROUNDS; round++) {
            writer.came(chunk, Arrivals.at(round));
            writer.addAll(chunk, chunk.readerIndex(), PACKETS, schedule);
            for (ByteBuf batch = queue.poll(); batch != null; batch = queue.poll()) {
                batch.release();
            }
        }
    }
}
