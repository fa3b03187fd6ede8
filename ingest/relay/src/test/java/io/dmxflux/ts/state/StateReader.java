// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Follows a state by server-sent events, as a page does: it knows of the server's classes nothing.
 *
 * <p><b>Source:</b> RFC 7396 2 for patches, WHATWG HTML 9.2.6 for events.
 */
final class StateReader implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Consumer<JsonNode> onState;
    private final Thread thread;

    final List<String> events = new CopyOnWriteArrayList<>();
    final List<JsonNode> lines = new CopyOnWriteArrayList<>();
    final List<JsonNode> buffers = new CopyOnWriteArrayList<>();
    volatile String lastId = "";

    private volatile @Nullable Stream<String> body;
    private @Nullable JsonNode document;

    /**
     * Begins to follow.
     *
     * @param url of the events
     * @param lastId of the connection before; null for none
     * @param onState told of the document after each event that changes it; may not keep it
     */
    StateReader(String url, @Nullable String lastId, Consumer<JsonNode> onState) {
        this.onState = onState;
        thread = new Thread(() -> read(url, lastId), "state-reader");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(String url, @Nullable String id) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
            if (id != null) {
                request.header("Last-Event-ID", id);
            }
            Stream<String> all = client.send(request.build(), HttpResponse.BodyHandlers.ofLines())
                    .body();
            body = all;
            String[] event = new String[1];
            all.forEach(line -> {
                if (line.startsWith("event: ")) {
                    event[0] = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    take(event[0], line.substring(6));
                }
            });
        } catch (IOException | UncheckedIOException | InterruptedException e) {
            events.add("closed");
        }
    }

    private void take(String event, String data) {
        try {
            JsonNode read = MAPPER.readTree(data);
            switch (event) {
                case "state" -> document = read;
                case "patch" -> document = patched(document, read);
                case "log" -> lines.add(read);
                case "buffers" -> buffers.add(read);
                default -> throw new IllegalStateException(event);
            }
            events.add(event);
            if (event.equals("state") || event.equals("patch")) {
                onState.accept(document);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Word for word as RFC 7396 has it. */
    static JsonNode patched(@Nullable JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode result = target != null && target.isObject() ? (ObjectNode) target : MAPPER.createObjectNode();
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            if (member.getValue().isNull()) {
                result.remove(member.getKey());
            } else {
                result.set(member.getKey(), patched(result.get(member.getKey()), member.getValue()));
            }
        }
        return result;
    }

    static HttpResponse<String> get(String url, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static HttpResponse<String> head(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode parsed(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String url) throws IOException, InterruptedException {
        return MAPPER.readTree(get(url).body());
    }

    @Override
    public void close() {
        Stream<String> open = body;
        if (open != null) {
            open.close();
        }
        thread.interrupt();
    }
}
