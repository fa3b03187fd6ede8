// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.recording.BundledSample;
import io.dmxflux.ts.books.Books;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A stream that goes into a log, and comes out of it. */
@ExtendWith(LeakCheck.class)
class LogRelayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ALL = "?at=2000-01-01T00:00:00Z&until=end&speed=1000";

    @TempDir
    private Path directory;

    private String log() {
        return "log:hd@" + directory.resolve("log");
    }

    private Books relay(String from, String to) {
        RelayPlan plan = new RelayPlan(
                InputUri.parse(from), List.of(RelayPlan.Output.whole(OutputUri.parse(to))), Optional.empty());
        Relays relays = Relays.open(List.of(plan), event -> {});
        try {
            relays.run().block(PATIENCE);
        } finally {
            relays.close(PATIENCE);
        }
        return relays.books();
    }

    @Test
    void aReplayIsWhatWasRecordedAndEndsWithIt() throws Exception {
        Path in = BundledSample.at(directory.resolve("in.ts"));
        long bytes = Files.size(in);
        Books recorded = relay("file:" + in + "?fast", log());
        OutputBook written = recorded.inputs().get(0).outputs().get(0);
        assertThat(written.sent().bytes()).isEqualTo(bytes);
        assertThat(recorded.isBalanced()).isTrue();

        Path out = directory.resolve("out.ts");
        Books replayed = relay(log() + ALL, "file:" + out);
        InputBook read = replayed.inputs().get(0);
        assertThat(read.arrived().bytes()).isEqualTo(bytes);
        assertThat(replayed.isBalanced()).isTrue();
        assertThat(out).hasSameBinaryContentAs(in);
    }

    @Test
    void aSpanOfNothingEndsAtOnce() throws Exception {
        relay("file:" + BundledSample.at(directory.resolve("in.ts")) + "?fast", log());
        Path out = directory.resolve("out.ts");
        relay(log() + "?at=2099-01-01T00:00:00Z&until=end", "file:" + out);
        assertThat(out).isEmptyFile();
    }

    @Test
    void aSpanOfNoStreamFailsInOneLine() {
        assertThatThrownBy(() -> relay(log() + ALL, "file:" + directory.resolve("out.ts")))
                .hasMessageContaining(log() + ": no such stream (expected: one that is, or was, written)");
    }

    @Test
    void aStreamIsNotWrittenWhereItIsRead() {
        assertThatThrownBy(() -> relay(log() + "?at=-1h", log()))
                .hasMessageContaining(log() + ": is the input as well (expected: another stream of the log)");
    }
}
