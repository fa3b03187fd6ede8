// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmxflux.ts.text.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Those who follow the state by server-sent events: one comparison and one text for all of them.
 *
 * <p><b>Threading:</b> the recorder's thread.
 * <p><b>Source:</b> WHATWG HTML 9.2, server-sent events.
 */
final class StateClients {

    private final EventLog log;
    private final Set<StateClient> clients = new LinkedHashSet<>();
    private final Map<String, InputState.Buffers> buffers = new HashMap<>();
    private @Nullable ObjectNode before;
    private byte @Nullable [] whole;

    StateClients(EventLog log) {
        this.log = log;
    }

    boolean isEmpty() {
        return clients.isEmpty();
    }

    /** Takes one more, who gets the whole state. */
    void add(StateClient client, RelayState state) {
        if (clients.isEmpty()) {
            before = null; // of long ago
        }
        clients.add(client);
        if (before == null) {
            before = tree(state);
            whole = null;
        }
        client.state(whole());
    }

    void remove(StateClient client) {
        clients.remove(client);
    }

    /** Sends what has changed since the second before; the whole to those who have nothing. */
    void state(RelayState state) {
        ObjectNode now = tree(state);
        ObjectNode patch = before == null ? now : MergePatch.between(before, now);
        before = now;
        whole = null;
        byte[] frame = frame("patch", null, patch.toString());
        for (StateClient client : clients) {
            if (client.hasState()) {
                client.patch(frame);
            } else {
                client.state(whole());
            }
        }
    }

    private static ObjectNode tree(RelayState state) {
        return (ObjectNode) Json.tree(state);
    }

    private byte[] whole() {
        byte[] known = whole;
        if (known == null) {
            known = frame("state", log.lastId(), String.valueOf(before));
            whole = known;
        }
        return known;
    }

    /** Sends where buffers are, of inputs where they have moved. */
    void buffers(Map<String, InputState.Buffers> now) {
        Map<String, InputState.Buffers> moved = new HashMap<>(now);
        moved.entrySet().removeIf(one -> one.getValue().equals(buffers.get(one.getKey())));
        buffers.clear();
        buffers.putAll(now);
        if (!moved.isEmpty()) {
            byte[] frame = frame("buffers", null, Json.of(moved));
            clients.stream().filter(StateClient::hasState).forEach(client -> client.passing(frame));
        }
    }

    /** Sends the lines of the log that are new to each. */
    void lines() {
        long last = log.lastId();
        for (StateClient client : clients) {
            if (client.hasState() && client.lastLine() != last) {
                List<LoggedEvent> lines = log.after(client.lastLine());
                StringBuilder all = new StringBuilder();
                lines.forEach(line -> all.append(text("log", line.id(), Json.of(line))));
                client.lines(all.toString().getBytes(StandardCharsets.UTF_8), last);
            }
        }
    }

    private static byte[] frame(String event, @Nullable Long id, String data) {
        return text(event, id, data).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(String event, @Nullable Long id, String data) {
        return "event: " + event + "\n" + (id == null ? "" : "id: " + id + "\n") + "data: " + data + "\n\n";
    }

    /** Ends all connections. */
    void end() {
        List.copyOf(clients).forEach(StateClient::end);
        clients.clear();
    }
}
