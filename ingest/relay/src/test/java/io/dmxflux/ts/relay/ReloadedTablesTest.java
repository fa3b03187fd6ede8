// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.recording.BundledSample;
import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.DatagramReceiver;
import io.dmxflux.ts.ReceivedStream;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.split.StreamFilter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What receivers of one destination see when the configuration changes: one stream, whose tables have other versions. */
@ExtendWith(LeakCheck.class)
class ReloadedTablesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final InputUri SIM = InputUri.parse("sim:");
    private static final int PMT = 0x1000;
    private static final int VIDEO = 0x200;

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private Relays relays = Relays.open(List.of(), event -> {});

    @AfterEach
    void close() {
        relays.close(PATIENCE);
    }

    private static RelayPlan plan(InputUri from, int port, int serviceId, int firstPid, String... drop) {
        ServiceEdit edit = new ServiceEdit(
                OptionalInt.of(7),
                OptionalInt.empty(),
                Map.of(firstPid, VIDEO, firstPid + 1, VIDEO + 1, PMT + serviceId - 1, 0x100),
                Arrays.stream(drop).map(StreamFilter::parse).toList(),
                false);
        RelayPlan.Output output = RelayPlan.Output.service(
                OutputUri.parse("udp://127.0.0.1:" + port), new ServiceSelection.ById(serviceId), edit);
        return new RelayPlan(from, List.of(output), Optional.empty());
    }

    private InputUri copyOfSample() {
        return InputUri.parse("sim:" + BundledSample.at(directory.resolve("sample.ts")));
    }

    private void receive(DatagramReceiver receiver) throws IOException {
        for (byte[] datagram : receiver.receive(60)) {
            received.writeBytes(datagram);
        }
    }

    @Test
    void aReceiverSeesOneStreamThroughFourConfigurationsAndTwoInputs() throws IOException {
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1")) {
            relays = Relays.open(List.of(plan(SIM, receiver.port(), 1, 256, "audio")), event -> {});
            relays.run().subscribe();
            receive(receiver);
            relays.change(List.of(plan(SIM, receiver.port(), 1, 256)));
            receive(receiver);
            relays.change(List.of(plan(SIM, receiver.port(), 1, 256, "audio")));
            receive(receiver);
            relays.change(List.of(plan(copyOfSample(), receiver.port(), 2, 258)));
            receive(receiver);
            receive(receiver);
        }
        ReceivedStream stream = new ReceivedStream(received.toByteArray());
        assertThat(stream.continuityErrors()).isZero();
        assertThat(stream.versions(Pid.PAT)).as("all the same").hasSize(1);
        assertRising(stream.versions(0x100), 4);
        assertRising(stream.versions(Pid.SDT), 2);
        assertThat(discontinuities()).as("the other input's clock, once").isEqualTo(1);
    }

    private static void assertRising(List<Integer> versions, int count) {
        assertThat(versions).hasSize(count);
        for (int i = 1; i < count; i++) {
            assertThat(versions.get(i)).isEqualTo((versions.get(i - 1) + 1) % 32);
        }
    }

    private int discontinuities() {
        ByteBuf packets = Unpooled.wrappedBuffer(received.toByteArray());
        int discontinuities = 0;
        for (int packet = 0; packet < packets.readableBytes(); packet += TsPacket.LENGTH) {
            if (AdaptationField.discontinuityIndicator(packets, packet)) {
                assertThat(AdaptationField.hasPcr(packets, packet)).isTrue();
                discontinuities++;
            }
        }
        return discontinuities;
    }
}
