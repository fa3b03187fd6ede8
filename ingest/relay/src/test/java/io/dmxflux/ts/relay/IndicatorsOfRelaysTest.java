// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.recording.BundledSample;
import io.dmxflux.ts.CraftedSection;
import io.dmxflux.ts.event.IndicatorReports;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.tr101290.Indicator;
import io.dmxflux.ts.tr101290.IndicatorState;
import io.dmxflux.ts.tr101290.Tr101290Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** TR 101 290 of what arrives and of what is sent. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class IndicatorsOfRelaysTest {

    private final Queue<RelayEvent> events = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path directory;

    /** The input has no PAT for 0.8 s; the service's stream has one of its own. */
    @Test
    void aTableThatIsMissingIsTheInputsAndNotTheOutputs() throws Exception {
        IndicatorReports reports = relay(withoutPat(BundledSample.bytes()));

        assertThat(reports.arrives().count(Indicator.PAT)).isEqualTo(1);
        assertThat(sent(reports, "whole").count(Indicator.PAT)).isEqualTo(1);
        assertThat(sent(reports, "service").count(Indicator.PAT)).isZero();
        assertThat(troubles()).singleElement().satisfies(trouble -> {
            assertThat(trouble.subject().output()).isEmpty();
            assertThat(trouble.status().indicator()).isEqualTo(Indicator.PAT);
        });
    }

    @Test
    void whatIsSentOfASoundInputIsSound() throws Exception {
        IndicatorReports reports = relay(BundledSample.bytes());

        assertThat(reports.sent()).hasSize(2);
        assertThat(reports.sent().values()).allSatisfy(report -> {
            assertThat(report.worstPriority()).isZero();
            assertThat(report.state(Indicator.CONTINUITY)).isEqualTo(IndicatorState.NEVER);
            assertThat(report.clocks()).isNotEmpty();
        });
        assertThat(troubles()).isEmpty();
    }

    /** A gap of the input is in the reports of all, and told once, as packets that are missing. */
    @Test
    void aGapOfTheInputIsNotToldAgainForEachOutput() throws Exception {
        byte[] sample = BundledSample.bytes();
        for (int packet = 3_000; packet < 3_040; packet++) {
            sample[packet * 188 + 1] |= 0x1F;
            sample[packet * 188 + 2] = (byte) 0xFF;
        }

        IndicatorReports reports = relay(sample);

        assertThat(reports.arrives().count(Indicator.CONTINUITY)).isPositive();
        assertThat(sent(reports, "whole").count(Indicator.CONTINUITY))
                .isEqualTo(reports.arrives().count(Indicator.CONTINUITY));
        assertThat(troubles()).isEmpty();
    }

    /** Its packets go on meanwhile, so nothing is missing in what arrives. */
    @Test
    void aServiceThatComesBackIsNoErrorOfItsOutput() throws Exception {
        IndicatorReports reports = relay(withoutService2For(BundledSample.bytes()));

        assertThat(sent(reports, "service").count(Indicator.PCR_DISCONTINUITY)).isEqualTo(1);
        assertThat(sent(reports, "whole").count(Indicator.PCR_DISCONTINUITY)).isZero();
        assertThat(troubles()).isEmpty();
    }

    private IndicatorReports relay(byte[] stream) throws Exception {
        Path from = Files.write(directory.resolve("in.ts"), stream);
        RelayPlan plan = new RelayPlan(
                InputUri.parse(from + "?fast"),
                List.of(
                        RelayPlan.Output.whole(
                                OutputUri.parse(directory.resolve("whole.ts").toString())),
                        RelayPlan.Output.service(
                                OutputUri.parse(directory.resolve("service.ts").toString()),
                                new ServiceSelection.ById(2),
                                ServiceEdit.NONE)),
                Optional.empty());
        MultiplexRelay relay = MultiplexRelay.open(plan, events::add);
        try {
            relay.run().block();
            return relay.indicators();
        } finally {
            relay.close(Duration.ofSeconds(60));
        }
    }

    private static Tr101290Report sent(IndicatorReports reports, String name) {
        return reports.sent().entrySet().stream()
                .filter(sent -> sent.getKey().contains(name))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private List<Trouble.IndicatorRaised> troubles() {
        return events.stream()
                .filter(RelayEvent.TroubleBegan.class::isInstance)
                .map(event -> ((RelayEvent.TroubleBegan) event).trouble())
                .filter(Trouble.IndicatorRaised.class::isInstance)
                .map(Trouble.IndicatorRaised.class::cast)
                .toList();
    }

    private static byte[] withoutPat(byte[] sample) {
        for (int packet = 4_160; packet < 5_500; packet++) {
            int at = packet * 188;
            if ((sample[at + 1] & 0x1F) == 0 && sample[at + 2] == 0) {
                sample[at + 1] |= 0x1F;
                sample[at + 2] = (byte) 0xFF;
            }
        }
        return sample;
    }

    /** For 0.8 s its PAT has the other services only. */
    private static byte[] withoutService2For(byte[] sample) {
        byte[] other = CraftedSection.of(0)
                .extension(1)
                .version(1)
                .body("0001 F000 0003 F002")
                .bytes();
        byte[] again = CraftedSection.of(0)
                .extension(1)
                .version(2)
                .body("0001 F000 0002 F001 0003 F002")
                .bytes();
        for (int packet = 4_160; packet < sample.length / 188; packet++) {
            int at = packet * 188;
            if ((sample[at + 1] & 0x1F) == 0 && sample[at + 2] == 0) {
                byte[] section = packet < 5_500 ? other : again;
                Arrays.fill(sample, at + 5, at + 188, (byte) 0xFF);
                System.arraycopy(section, 0, sample, at + 5, section.length);
            }
        }
        return sample;
    }
}
