// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.ReceivedStream;
import io.dmxflux.ts.op.DepartureSchedule;
import io.dmxflux.ts.psi.TableFollower;
import io.dmxflux.ts.psi.TableListener;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Buffers in, copies out, routes by value: without a thread, a timer or a subscriber. */
@ExtendWith(LeakCheck.class)
class PacketRouterTest {

    private static final SplitOutputConfig PACKET_BY_PACKET = new SplitOutputConfig(1, 1, Duration.ofMillis(20));

    private final List<Long> due = new ArrayList<>();
    private final DepartureSchedule schedule = DepartureSchedule.withinOneBuffer(1_000_000);
    private final PacketRouter router = new PacketRouter(schedule);
    private final BatchQueue queue = new BatchQueue(0);
    private final BatchWriter writer = new BatchWriter(PACKET_BY_PACKET, queue);
    private final OutputPids pids = new OutputPids(writer);

    private static RouteTable table(OutputPids pids, Map<Integer, Integer> pidsBySource) {
        RouteTable.Builder routes = new RouteTable.Builder();
        pids.route(pidsBySource, new TableFollower(new TableListener() {}), routes);
        return routes.build(List.of());
    }

    private int route(byte[] packets, int routed) {
        ByteBuf buffer = CraftedPacket.buffer(packets);
        try {
            return router.route(buffer, routed);
        } finally {
            buffer.release();
        }
    }

    private ReceivedStream sent() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ByteBuf batch = queue.poll(); batch != null; batch = queue.poll()) {
            byte[] copy = new byte[batch.readableBytes()];
            batch.readBytes(copy).release();
            bytes.writeBytes(copy);
        }
        return new ReceivedStream(bytes.toByteArray());
    }

    @Test
    void aPacketIsCopiedToWhereItsPidGoesAndNowhereElse() {
        byte[] packets = new Multiplexer().packets(0x100, 0x101, 0x102, 0x100).take();
        assertThat(route(packets, 0)).as("no routes").isEqualTo(packets.length);
        assertThat(queue.isEmpty()).isTrue();

        router.setRoutes(table(pids, Map.of(0x100, 0x100, 0x102, 0x202)));
        route(packets, 0);
        ReceivedStream sent = sent();
        assertThat(sent.pids()).containsExactly(0x100, 0x202);
        assertThat(sent.packets(0x100)).isEqualTo(new ReceivedStream(packets).packets(0x100));
        assertThat(sent.packets(0x202)).hasSize(TsPacket.LENGTH);
    }

    @Test
    void anotherTableCountsFromTheNextPacketOn() {
        RouteTable without = table(new OutputPids(writer), Map.of());
        RouteTable.Builder routes = new RouteTable.Builder();
        pids.route(Map.of(0x100, 0x100), new TableFollower(new TableListener() {}), routes);
        routes.add(0x101, (buffer, packet, header, dueNanos) -> {
            due.add(dueNanos);
            router.setRoutes(without);
            return false;
        });
        router.setRoutes(routes.build(List.of()));
        byte[] packets = new Multiplexer().packets(0x100, 0x101, 0x100, 0x101).take();
        schedule.arrived(packets.length, 0);
        schedule.arrived(packets.length, 400_000);
        route(packets, 0);

        assertThat(due).as("the second of four").containsExactly(schedule.dueNanos(2 * TsPacket.LENGTH));
        assertThat(due.get(0)).isGreaterThan(400_000);
        assertThat(sent().bytes()).hasSize(TsPacket.LENGTH);
    }

    @Test
    void interruptedItGoesOnWhereItWas() {
        RouteTable.Builder routes = new RouteTable.Builder();
        pids.route(Map.of(0x100, 0x100), new TableFollower(new TableListener() {}), routes);
        routes.add(0x101, (buffer, packet, header, dueNanos) -> {
            router.interrupt();
            return false;
        });
        router.setRoutes(routes.build(List.of()));
        byte[] packets = new Multiplexer().packets(0x100, 0x101, 0x100).take();

        int routed = route(packets, 0);
        assertThat(routed).isEqualTo(2 * TsPacket.LENGTH);
        assertThat(route(packets, routed)).isEqualTo(packets.length);
        assertThat(sent().bytes()).hasSize(2 * TsPacket.LENGTH);
    }

    @Test
    void theWholeMultiplexGoesAlongWithoutBytesThatAreNoPacket() {
        router.setRoutes(new RouteTable.Builder().build(List.of(writer)));
        byte[] packets = CraftedPacket.run(0x100, 3);
        byte[] more = Arrays.copyOf(packets, packets.length + 100);
        ByteBuf buffer = CraftedPacket.buffer(more);
        router.routeWhole(buffer);
        buffer.release();
        assertThat(sent().bytes()).isEqualTo(packets);
    }
}
