// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.text.Json;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reactor.netty.Connection;

/** A client that does not read. */
class StateClientTest {

    private final EventLog log = new EventLog(new Identifiers(), InstantSource.system(), Runnable::run);
    private final StateClients clients = new StateClients(log);
    private final List<String> frames = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    private void reads(boolean reads) {
        ChannelOutboundBuffer buffer = Objects.requireNonNull(channel.unsafe().outboundBuffer());
        buffer.setUserDefinedWritability(1, reads);
    }

    private static RelayState state(int second) {
        RelayState some = States.some();
        Instant time = some.time().plusSeconds(second);
        return new RelayState(
                1,
                time,
                some.host(),
                some.release(),
                some.startedAt(),
                some.summary(),
                some.inputs(),
                some.services(),
                some.outputs());
    }

    private String last() {
        return frames.get(frames.size() - 1);
    }

    @Test
    void losesPatchesAndGetsTheWholeWhenItReadsAgain() {
        StateClient client = new StateClient(0, () -> {});
        client.writesTo(Connection.from(channel));
        client.frames().subscribe(frame -> frames.add(frame.toString(StandardCharsets.UTF_8)));
        clients.add(client, state(0));
        assertThat(last())
                .startsWith("event: state\nid: 0\ndata: {\"version\":1,")
                .endsWith("}\n\n");
        clients.state(state(1));
        assertThat(last()).isEqualTo("event: patch\ndata: {\"time\":\"2026-11-26T23:12:01.123Z\"}\n\n");
        reads(false);
        clients.state(state(2));
        clients.state(state(3));
        assertThat(frames).hasSize(2);
        reads(true);
        clients.state(state(4));
        assertThat(last()).isEqualTo("event: state\nid: 0\ndata: " + Json.of(state(4)) + "\n\n");
        clients.state(state(5));
        assertThat(last()).startsWith("event: patch");
    }

    @Test
    void holdsNoMoreThanSomeFramesOfWhatIsNotTaken() {
        StateClient client = new StateClient(0, () -> {}); // nobody has subscribed
        clients.add(client, state(0));
        for (int second = 1; second < 100; second++) {
            clients.state(state(second));
        }
        client.frames().subscribe(frame -> frames.add(frame.toString(StandardCharsets.UTF_8)));
        assertThat(frames).hasSize(16);
        clients.state(state(100));
        assertThat(last()).startsWith("event: state");
    }
}
