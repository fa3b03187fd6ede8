// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmxflux.ts.event.InputEvent;
import io.dmxflux.ts.event.LossKind;
import io.dmxflux.ts.event.OutputEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.event.WaitEvent;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.split.SplitEvent;
import io.dmxflux.ts.text.EventLevel;
import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.text.LogFormat;
import io.dmxflux.ts.tr101290.Indicator;
import io.dmxflux.ts.tr101290.IndicatorState;
import io.dmxflux.ts.tr101290.IndicatorStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

class StructuredFormatTest {

    private static final Instant NOW = Instant.parse("2026-11-26T03:00:00.123Z");
    private static final Trouble.Subject OUTPUT = Trouble.Subject.input("dvb:0").output("udp://239.1.1.1:5004");

    private static final RelayEvent LOSSES = new RelayEvent.TroubleOver(
            new Trouble.Losses(OUTPUT, LossKind.REFUSED_PACKETS, 21, new TreeSet<>(List.of("ENETUNREACH"))),
            Duration.ofMillis(1_500));

    private final List<String> lines = new ArrayList<>();
    private final LoggerContext context = new LoggerContext();

    private StructuredFormat format(LogFormat format, boolean isJournal) {
        return new StructuredFormat(context, format, isJournal, lines::add);
    }

    private JsonNode json(RelayEvent event) throws IOException {
        return new ObjectMapper()
                .readTree(format(LogFormat.JSON, false).lines(event, NOW).get(0));
    }

    @Test
    void anEventIsOneObjectWithItsFields() throws Exception {
        JsonNode logged = json(LOSSES);
        assertThat(logged.path("event").asText()).isEqualTo("losses");
        assertThat(logged.path("state").asText()).isEqualTo("over");
        assertThat(logged.path("input").asText()).isEqualTo("dvb:0");
        assertThat(logged.path("output").asText()).isEqualTo("udp://239.1.1.1:5004");
        assertThat(logged.path("kind").asText()).isEqualTo("refused_packets");
        assertThat(logged.path("amount").asLong()).isEqualTo(21);
        assertThat(logged.path("reasons").get(0).asText()).isEqualTo("ENETUNREACH");
        assertThat(logged.path("lasted_seconds").asDouble()).isEqualTo(1.5);
        assertThat(logged.path("level").asText()).isEqualTo("INFO");
        assertThat(logged.path("message").asText())
                .isEqualTo(EventText.lines(LOSSES).get(0));
        assertThat(Instant.from(java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(
                        logged.path("time").asText())))
                .isEqualTo(NOW);
    }

    /** An input or output says once what it waits for. */
    @Test
    void whatKafkasClientLogsIsNotForOperators() {
        format(LogFormat.JSON, false);
        context.getLogger("org.apache.kafka.common.utils.KafkaThread").error("uncaught", new IOException("away"));
        assertThat(lines).isEmpty();
    }

    @Test
    void anIndicatorHasFieldsOfItsOwn() throws Exception {
        IndicatorStatus status = new IndicatorStatus(
                Indicator.PCR_REPETITION,
                IndicatorState.RAISED,
                null,
                256,
                List.of(101),
                3,
                Duration.ofSeconds(1),
                Duration.ofSeconds(4),
                Duration.ofSeconds(2));
        RelayEvent raised = new RelayEvent.TroubleBegan(new Trouble.IndicatorRaised(OUTPUT, status));

        JsonNode logged = json(raised);

        assertThat(logged.path("event").asText()).isEqualTo("indicator_raised");
        assertThat(logged.path("state").asText()).isEqualTo("began");
        assertThat(logged.path("indicator").asText()).isEqualTo("PCR_repetition_error");
        assertThat(logged.path("clause").asText()).isEqualTo("2.3.a");
        assertThat(logged.path("priority").asInt()).isEqualTo(2);
        assertThat(logged.path("pid").asInt()).isEqualTo(256);
        assertThat(logged.path("services").toString()).isEqualTo("[\"101\"]");
        assertThat(logged.path("errors").asLong()).isEqualTo(3);
        assertThat(logged.has("status")).isFalse();
        assertThat(format(LogFormat.LOGFMT, false).lines(raised, NOW))
                .singleElement()
                .asString()
                .contains(
                        " event=indicator_raised input=dvb:0 output=udp://239.1.1.1:5004 indicator=PCR_repetition_error"
                                + " clause=2.3.a priority=2 pid=256 services=101 errors=3 state=began ");
    }

    @Test
    void boundsAreNumbersAndOnlyThoseThatAreSet() throws Exception {
        RateBounds bounds = new RateBounds(5_000_000, RateBounds.NONE.most());
        JsonNode logged =
                json(new RelayEvent.TroubleBegan(new Trouble.RateOutOfBounds(OUTPUT, bounds, 1_000, 2_000, 1_500)));
        assertThat(logged.path("minrate").isNumber()).isTrue();
        assertThat(logged.path("minrate").asLong()).isEqualTo(5_000_000);
        assertThat(logged.has("maxrate")).isFalse();
        assertThat(logged.has("bounds")).isFalse();
    }

    @Test
    void whatPeopleAreNotToldIsAnEventAllTheSame() throws Exception {
        JsonNode logged = json(new OutputEvent.OutputStarted(RelayPlan.Output.service(
                OutputUri.parse("file:a\"b.ts"), ServiceSelection.parse("1045"), ServiceEdit.NONE)));
        assertThat(logged.path("event").asText()).isEqualTo("output_started");
        assertThat(logged.path("output").asText()).isEqualTo("file:a\"b.ts");
        assertThat(logged.path("service").asText()).contains("1045");
        assertThat(logged.path("message").asText()).isEqualTo("file:a\"b.ts: output started");
    }

    /** As the labels of metrics have it. */
    @Test
    void anOutputIsWhereItGoesAndItsServiceInEveryEvent() throws Exception {
        RelayPlan.Output plan = RelayPlan.Output.service(
                OutputUri.parse("udp://239.1.1.1:5004"), ServiceSelection.parse("France 5"), ServiceEdit.NONE);
        Trouble.Subject subject = Trouble.Subject.input("dvb:0").output(plan.toString());
        for (RelayEvent event : List.of(
                new OutputEvent.OutputStarted(plan),
                new OutputEvent.OutputEnded(plan, Optional.empty()),
                new RelayEvent.TroubleBegan(new Trouble.OutputBlocked(subject, Duration.ofSeconds(2), 7)))) {
            JsonNode logged = json(event);
            assertThat(logged.path("output").asText()).as(event.toString()).isEqualTo("udp://239.1.1.1:5004");
            assertThat(logged.path("service").asText()).as(event.toString()).isEqualTo("France 5");
        }
        assertThat(json(LOSSES).has("service")).as("of a whole multiplex").isFalse();
        assertThat(json(new WaitEvent.OutputWaits(plan.to().toString(), "interface v0 is down"))
                        .path("output")
                        .asText())
                .isEqualTo("udp://239.1.1.1:5004");
    }

    @Test
    void logfmtQuotesWhatNeedsIt() {
        assertThat(format(LogFormat.LOGFMT, false).lines(LOSSES, NOW))
                .containsExactly("time=2026-11-26T03:00:00.123Z level=info logger=dmxflux event=losses input=dvb:0"
                        + " output=udp://239.1.1.1:5004 kind=refused_packets amount=21 reasons=ENETUNREACH state=over"
                        + " lasted_seconds=1.5 msg=\""
                        + EventText.lines(LOSSES).get(0) + '"');
        assertThat(format(LogFormat.LOGFMT, false)
                        .lines(new WaitEvent.InputWaits("file:a b", "no \"such\" \\ file=x\nline"), NOW))
                .singleElement()
                .asString()
                .contains(" input=\"file:a b\" problem=\"no \\\"such\\\" \\\\ file=x\\nline\" ");
    }

    /** Readers refuse a value in quotes that has a control character, as Go's logfmt does, which Loki uses. */
    @Test
    void logfmtHasNoTabs() {
        assertThat(format(LogFormat.LOGFMT, false).lines(new WaitEvent.InputWaits("file:a\tb", "gone"), NOW))
                .singleElement()
                .asString()
                .contains(" input=\"file:a\\tb\" ")
                .doesNotContain("\t");
    }

    @Test
    void librariesLogInTheSameWay() throws Exception {
        format(LogFormat.JSON, false);
        context.getLogger("io.netty.x").warn("late {}", 5, new IllegalStateException("why"));
        context.getLogger("io.netty.x").info("chatter");
        context.getLogger("reactor.netty.channel.FluxReceive").warn("of a client of the port of metrics");
        assertThat(lines).hasSize(1);
        JsonNode logged = new ObjectMapper().readTree(lines.get(0));
        assertThat(logged.path("logger").asText()).isEqualTo("io.netty.x");
        assertThat(logged.path("message").asText()).isEqualTo("late 5");
        assertThat(logged.path("stack_trace").asText()).contains("IllegalStateException: why");
    }

    @Test
    void theJournalGetsPriorities() {
        RelayEvent waits = new WaitEvent.InputWaits("dvb:0", "no such device");
        RelayEvent failed = new InputEvent.InputFailed("dvb:0", new IOException("gone"));
        assertThat(new TextFormat(true).lines(waits, NOW).get(0)).startsWith("<4>input dvb:0: ");
        assertThat(new TextFormat(true).lines(failed, NOW).get(0)).startsWith("<3>dvb:0: ");
        assertThat(new TextFormat(true).line(Level.INFO, "summary", NOW)).isEqualTo("<6>summary");
        assertThat(format(LogFormat.JSON, true).lines(waits, NOW).get(0)).startsWith("<4>{");
        assertThat(new TextFormat(false).line(Level.INFO, "summary", NOW)).isEqualTo("summary");
    }

    @Test
    void manyEventsAreTheLastOneWithTheirNumber() throws Exception {
        RelayEvent left = new RelayEvent.Split("dvb:0", new SplitEvent.ServiceLeft(ServiceSelection.parse("France 5")));
        JsonNode logged = json(new RelayEvent.ManyEvents(left, 12, Duration.ofSeconds(2), Duration.ofSeconds(1)));
        assertThat(logged.path("event").asText()).isEqualTo("service_left");
        assertThat(logged.path("count").asLong()).isEqualTo(12);
        assertThat(logged.path("ago_seconds").asDouble()).isEqualTo(1);
        assertThat(logged.path("selection").asText()).isEqualTo("service \"France 5\"");
        assertThat(logged.path("level").asText()).isEqualTo("WARN");
    }

    @Test
    void anOutputThatFailsIsAnErrorAndOneThatEndsIsNot() {
        RelayPlan.Output output = RelayPlan.Output.whole(OutputUri.parse("file:x"));
        assertThat(EventLevel.of(new OutputEvent.OutputEnded(output, Optional.of(new IOException("full")))))
                .isEqualTo(Level.ERROR);
        assertThat(EventLevel.of(new OutputEvent.OutputEnded(output, Optional.empty())))
                .isEqualTo(Level.INFO);
    }

    @ParameterizedTest
    @CsvSource({"text,TEXT", "json,JSON", "logfmt,LOGFMT"})
    void formatsAreNamedAsOnTheCommandLine(String text, LogFormat format) {
        assertThat(LogFormat.parse("--log-format", text)).isEqualTo(format);
    }
}
