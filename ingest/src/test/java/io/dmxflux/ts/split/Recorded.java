// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.packet.ContinuityCounter;
import io.dmxflux.ts.packet.TsPacket;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.SectionAssembler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** All that one output sent, and what a receiver would make of it. */
final class Recorded extends BaseSubscriber<ByteBuf> {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final List<Integer> batchBytes = new ArrayList<>();
    String end = "";

    /** Subscribes with unbounded demand. */
    static Recorded of(SplitOutput output) {
        Recorded recorded = new Recorded();
        output.subscribe(recorded);
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
    }

    @Override
    protected void hookOnComplete() {
        end = "complete";
    }

    @Override
    protected void hookOnError(Throwable failure) {
        end = String.valueOf(failure.getMessage());
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** All packets of a PID, one behind the other. */
    byte[] packets(int pid) {
        return packets(bytes(), pid);
    }

    static byte[] packets(byte[] stream, int pid) {
        ByteBuf packets = Unpooled.wrappedBuffer(stream);
        ByteArrayOutputStream wanted = new ByteArrayOutputStream();
        for (int packet = 0; packet < stream.length; packet += TsPacket.LENGTH) {
            if (TsPacket.pid(packets, packet) == pid) {
                wanted.write(stream, packet, TsPacket.LENGTH);
            }
        }
        return wanted.toByteArray();
    }

    List<Integer> pids() {
        ByteBuf packets = Unpooled.wrappedBuffer(bytes());
        List<Integer> pids = new ArrayList<>();
        for (int packet = 0; packet < packets.readableBytes(); packet += TsPacket.LENGTH) {
            pids.add(TsPacket.pid(packets, packet));
        }
        return pids.stream().distinct().sorted().toList();
    }

    long continuityErrors() {
        ContinuityCounter counter = new ContinuityCounter();
        ByteBuf packets = Unpooled.wrappedBuffer(bytes());
        for (int packet = 0; packet < packets.readableBytes(); packet += TsPacket.LENGTH) {
            counter.check(packets, packet);
        }
        return counter.errors();
    }

    List<Section> sections(int pid) {
        List<Section> sections = new ArrayList<>();
        SectionAssembler assembler = new SectionAssembler(section -> sections.add(section.copy()));
        byte[] packets = packets(pid);
        for (int packet = 0; packet < packets.length; packet += TsPacket.LENGTH) {
            assembler.packet(Unpooled.wrappedBuffer(packets), packet);
        }
        return sections;
    }

    ProgramAssociationTable lastPat() {
        List<Section> sections = sections(0);
        return ProgramAssociationTable.parse(List.of(sections.get(sections.size() - 1)));
    }

    ProgramMapTable lastPmt() {
        List<Section> sections = sections(lastPat().programs().get(0).pid());
        return ProgramMapTable.parse(sections.get(sections.size() - 1));
    }
}
