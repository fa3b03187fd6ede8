// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.ts.DatagramReceiver;
import io.dmxflux.ts.Ffprobe;
import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.NetworkOutput;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.relay.MultiplexRelay;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

/** A service that is sent by RTP, and a receiver that knows of it only what its description says. */
@ExtendWith(LeakCheck.class)
class DescribedServiceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SERVICE = 2;

    @TempDir
    private Path directory;

    @Test
    void ffprobeHearsTheServiceThatItsDescriptionNames() throws IOException {
        NetworkOutput to = (NetworkOutput) OutputUri.parse("rtp://127.0.0.1:" + freePort());
        RelayPlan.Output output = RelayPlan.Output.service(to, new ServiceSelection.ById(SERVICE), ServiceEdit.NONE);
        MultiplexRelay relay = MultiplexRelay.open(
                new RelayPlan(InputUri.parse("sim:"), List.of(output), Optional.empty()), notice -> {});
        Disposable running = relay.run().subscribe();
        try {
            Ffprobe heard = Ffprobe.of("-protocol_whitelist", "file,udp,rtp", describe(to));
            JsonNode program = heard.program(SERVICE);
            assertThat(program.at("/tags/service_name").asText()).isEqualTo("dmxflux two");
            assertThat(program.at("/tags/service_provider").asText()).isEqualTo("dmxflux");
            assertThat(program.get("streams").findValuesAsText("codec_name")).containsExactly("h264", "aac");
        } finally {
            relay.close(PATIENCE);
            running.dispose();
        }
    }

    private String describe(NetworkOutput to) throws IOException {
        EveryService.Announced service = new EveryService.Announced(SERVICE, "dmxflux two", to);
        String text = new SessionDescription(service, InetAddress.getLoopbackAddress(), 1).text();
        return Files.writeString(directory.resolve("service.sdp"), text).toString();
    }

    private static int freePort() throws IOException {
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1")) {
            return receiver.port();
        }
    }
}
