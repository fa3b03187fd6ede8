// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.recording.BundledSample;
import io.dmxflux.packet.Pid;
import io.dmxflux.ts.Ffprobe;
import io.dmxflux.ts.ReceivedStream;
import io.dmxflux.ts.ServiceModel;
import io.dmxflux.ts.SixServices;
import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.Service;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import io.dmxflux.ts.psi.TableId;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.text.EventText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whole files, each service of which goes to a file of its own, against a model that knows nothing of the splitter. */
@ExtendWith(LeakCheck.class)
class EveryServiceToFilesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final List<String> notices = new ArrayList<>();

    @Test
    void eachServiceOfTheSampleIsExactlyItsPackets() throws IOException {
        assertThat(split(BundledSample.at(directory.resolve("sample.ts")))).hasSize(3);
    }

    @Test
    void eachOfSixServicesIsExactlyItsPackets() throws IOException {
        assertThat(split(SixServices.make(directory, 2))).isEqualTo(SixServices.SERVICE_IDS);
    }

    /** Splits a file, checks every service of it, and returns which there were. */
    private List<Integer> split(Path file) throws IOException {
        EveryService every =
                new EveryService("file:" + directory + "/{sid}.ts", ServiceEdit.NONE, Optional.empty(), false);
        Relay relay = MultiplexRelay.open(
                new RelayPlan(InputUri.parse("file:" + file + "?fast"), List.of(), Optional.of(every)),
                event -> notices.addAll(EventText.lines(event)));
        relay.run().block(PATIENCE);
        relay.close(PATIENCE);
        assertThat(relay.stats().packetsDropped() + relay.stats().packetsRefused())
                .isZero();

        ReceivedStream input = new ReceivedStream(Files.readAllBytes(file));
        List<Integer> serviceIds = input.lastPat().programs().stream()
                .map(Program::programNumber)
                .filter(id -> id != Program.NETWORK)
                .toList();
        Ffprobe inputSeen = Ffprobe.of(file.toString());
        for (int serviceId : serviceIds) {
            Path output = directory.resolve(serviceId + ".ts");
            check(serviceId, input, new ReceivedStream(Files.readAllBytes(output)));
            assertThat(Ffprobe.of(output.toString()).program(serviceId))
                    .as("ffprobe of service " + serviceId)
                    .isEqualTo(inputSeen.program(serviceId));
        }
        return serviceIds;
    }

    private static void check(int serviceId, ReceivedStream input, ReceivedStream output) {
        ServiceModel model = ServiceModel.of(input.bytes(), serviceId);
        model.packets()
                .forEach((pid, packets) -> assertThat(output.packets(pid))
                        .as("service " + serviceId + ", PID " + pid)
                        .isEqualTo(packets));
        assertThat(output.pids()).isSubsetOf(model.pidsAndTables());
        assertThat(output.continuityErrors()).isEqualTo(model.continuityErrors());
        checkTables(serviceId, input, output);
        assertThat(output.sections(Pid.EIT))
                .extracting(section -> Section.withVersion(section.toByteArray(), 0))
                .as("events")
                .containsExactlyElementsOf(model.events());
    }

    private static void checkTables(int serviceId, ReceivedStream input, ReceivedStream output) {
        int pmtPid = input.lastPat().pmtPid(serviceId).orElseThrow();
        assertThat(output.lastPat().transportStreamId())
                .isEqualTo(input.lastPat().transportStreamId());
        assertThat(output.lastPat().programs()).containsExactly(new Program(serviceId, pmtPid));
        assertThat(output.lastPmt(serviceId)).isEqualTo(input.lastPmt(serviceId));
        ServiceDescriptionTable received = lastSdt(input);
        ServiceDescriptionTable sent = lastSdt(output);
        assertThat(sent.services())
                .containsExactly(withoutSchedule(received.service(serviceId).orElseThrow()));
        assertThat(sent.transportStreamId()).isEqualTo(received.transportStreamId());
        assertThat(sent.originalNetworkId()).isEqualTo(received.originalNetworkId());
    }

    /** What is said of a service whose schedule is not sent, as is the default. */
    private static Service withoutSchedule(Service service) {
        return new Service(
                service.serviceId(),
                false,
                service.eitPresentFollowing(),
                service.runningStatus(),
                service.freeCaMode(),
                service.descriptors());
    }

    /** These files have an SDT of one section. */
    private static ServiceDescriptionTable lastSdt(ReceivedStream stream) {
        return stream.sections(Pid.SDT).stream()
                .filter(section -> section.tableId() == TableId.SDT_ACTUAL)
                .map(ServiceDescriptionTable::parse)
                .reduce((one, next) -> next)
                .orElseThrow();
    }
}
