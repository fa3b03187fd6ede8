// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.ServiceModel;
import io.dmxflux.ts.op.AlignPackets;
import io.dmxflux.ts.psi.Section;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.core.Disposable;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A multiplex that is played through a splitter on virtual time, in buffers of any length, and what came of it. */
final class PlayedMultiplex implements AfterEachCallback {

    static final SplitOutputConfig CUT = new SplitOutputConfig(7, 8, Duration.ofMillis(20));

    private static final int MOST_PACKETS = 30;
    private static final Duration BUFFER_TIME = Duration.ofMillis(5);
    private static final Duration AFTER_ALL = Duration.ofMillis(100);

    final List<SplitEvent> events = new ArrayList<>();
    final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    final MultiplexSplitter splitter =
            MultiplexSplitter.builder().scheduler(time).onEvent(events::add).build();

    private final TestPublisher<ByteBuf> upstream = TestPublisher.create();
    private final ByteArrayOutputStream played = new ByteArrayOutputStream();
    private final Map<Integer, Recorded> services = new TreeMap<>();
    private final Random cuts = new Random(1);
    private final Disposable splitting = splitter.split(
                    upstream.flux().transform(new AlignPackets()).doOnNext(this::note))
            .subscribe();

    /** Records an output of a service as it is. */
    Recorded follow(int serviceId) {
        Recorded recorded =
                Recorded.of(splitter.addService(CUT, new ServiceSelection.ById(serviceId), ServiceEdit.NONE));
        services.put(serviceId, recorded);
        return recorded;
    }

    /** Plays packets, some of them perhaps no more than bytes, cut into buffers at random places. */
    PlayedMultiplex play(byte[] packets) {
        for (int at = 0; at < packets.length; ) {
            int bytes = Math.min((1 + cuts.nextInt(MOST_PACKETS)) * TsPacket.LENGTH, packets.length - at);
            upstream.next(CraftedPacket.buffer(Arrays.copyOfRange(packets, at, at + bytes)));
            time.advanceTimeBy(BUFFER_TIME);
            at += bytes;
        }
        time.advanceTimeBy(AFTER_ALL);
        return this;
    }

    /** Plays packets as one buffer, in no time. */
    void buffer(byte[] packets) {
        upstream.next(CraftedPacket.buffer(packets));
    }

    private void note(ByteBuf aligned) {
        played.writeBytes(ByteBufUtil.getBytes(aligned));
    }

    /** Ends the stream, and compares each service that was followed from the beginning with the model. */
    void end() {
        upstream.complete();
        time.advanceTimeBy(AFTER_ALL);
        services.forEach(this::check);
    }

    private void check(int serviceId, Recorded recorded) {
        ServiceModel model = ServiceModel.of(played.toByteArray(), serviceId);
        model.packets()
                .forEach((pid, packets) -> assertThat(recorded.packets(pid))
                        .as("service " + serviceId + ", PID " + pid)
                        .isEqualTo(packets));
        assertThat(recorded.pids()).as("service " + serviceId).isSubsetOf(model.pidsAndTables());
        assertThat(recorded.continuityErrors()).as("service " + serviceId).isEqualTo(model.continuityErrors());
        assertThat(recorded.sections(Pid.EIT))
                .extracting(section -> Section.withVersion(section.toByteArray(), 0))
                .as("events of service " + serviceId)
                .containsExactlyElementsOf(model.events());
        assertThat(recorded.end).isEqualTo("complete");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        splitting.dispose();
        time.dispose();
    }
}
