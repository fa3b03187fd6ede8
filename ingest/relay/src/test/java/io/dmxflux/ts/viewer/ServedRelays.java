// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.ts.books.ViewerBook;
import io.dmxflux.ts.http.TimeShiftSettings;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.relay.Relays;
import io.dmxflux.ts.relay.ServiceDirectory;
import io.dmxflux.ts.text.EventText;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** Relays whose services are served by HTTP, on a port of their own. */
final class ServedRelays implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** On both sides: the kernel would keep half a minute of what is not read. */
    private static final int SMALL_BUFFER_BYTES = 65_536;

    final Queue<String> told = new ConcurrentLinkedQueue<>();
    final Relays relays;
    final Viewers viewers;
    final Optional<TimeShift> shift;

    /** Closed before their loops: a loop that ends without a quiet period may leave them open. */
    private final ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);

    private final LoopResources loop = LoopResources.create("test-http", 2, true);
    private final DisposableServer server;

    ServedRelays(ViewerLimits limits, String... inputs) {
        this(limits, Optional.empty(), inputs);
    }

    /** The same, and keeps all of them in a directory. */
    static ServedRelays keeping(ViewerLimits limits, TimeShiftSettings settings, String... inputs) {
        return new ServedRelays(limits, Optional.of(settings), inputs);
    }

    private ServedRelays(ViewerLimits limits, Optional<TimeShiftSettings> settings, String... inputs) {
        relays = Relays.open(plans(inputs), event -> told.addAll(EventText.lines(event)));
        relays.run().subscribe();
        relays.inspect(true);
        viewers = new Viewers(relays.live(), limits);
        shift = settings.map(kept -> new TimeShift(relays.live(), kept, limits, told::add));
        ViewerArea area = new ViewerArea(relays, new ServiceDirectory(relays), viewers, request -> "", () -> shift);
        server = HttpServer.create()
                .childOption(ChannelOption.SO_SNDBUF, SMALL_BUFFER_BYTES)
                .host("127.0.0.1")
                .port(0)
                .runOn(loop)
                .channelGroup(connections)
                .route(routes -> {
                    area.addTo(routes);
                    routes.route(
                            any -> true,
                            (request, response) -> response.status(HttpResponseStatus.NOT_FOUND)
                                    .send());
                })
                .bindNow();
    }

    /** Waits until the services of all inputs are known. */
    ServedRelays listed() {
        await().atMost(PATIENCE)
                .until(() -> relays.inspections().values().stream()
                        .noneMatch(inspection -> inspection.services().isEmpty()));
        return this;
    }

    /** Plans for inputs whose multiplexes go nowhere in particular. */
    static List<RelayPlan> plans(String... inputs) {
        return Stream.of(inputs)
                .map(input -> RelayPlan.whole(
                        InputUri.parse(input),
                        OutputUri.parse("udp://127.0.0.1:"
                                + (40_000 + Arrays.asList(inputs).indexOf(input)))))
                .toList();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.port() + "/services/" + path;
    }

    HttpResponse<byte[]> ask(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)))
                .timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    String text(String path) throws Exception {
        return new String(ask("GET", path).body(), StandardCharsets.UTF_8);
    }

    /** Asks for a stream, and reads no more than its header. */
    OpenStream open(String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(SMALL_BUFFER_BYTES); // before it is connected, as the window follows from it
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        return new OpenStream(socket, path);
    }

    ViewerBook book(String path) {
        return viewers.book(path);
    }

    /** Tells whether this machine is too busy for the simulated driver's buffers, or for the viewers of a service. */
    boolean hasLost(String path) {
        return book(path).policyBytes() > 0
                || relays.books().inputs().stream()
                        .anyMatch(input -> !input.missing().isEmpty());
    }

    /** The outputs of an input that are there for viewers. */
    List<String> watched() {
        return relays.books().inputs().stream()
                .flatMap(input -> input.outputs().stream())
                .map(output -> output.output())
                .filter(output -> output.startsWith("http "))
                .toList();
    }

    @Override
    public void close() {
        viewers.close();
        shift.ifPresent(TimeShift::close);
        server.channel().close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
        loop.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(PATIENCE);
        relays.close(PATIENCE);
    }

    /** A stream that comes to a socket. */
    static final class OpenStream implements AutoCloseable {

        private final Socket socket;
        private final DataInputStream in;
        final String header;

        OpenStream(Socket socket, String path) throws IOException {
            this.socket = socket;
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(("GET /services/" + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            in = new DataInputStream(socket.getInputStream());
            StringBuilder read = new StringBuilder();
            while (!read.toString().endsWith("\r\n\r\n")) {
                int octet = in.read();
                assertThat(octet).as("the end of the header behind " + read).isNotNegative();
                read.append((char) octet);
            }
            header = read.toString();
        }

        byte[] read(int bytes) throws IOException {
            byte[] read = new byte[bytes];
            in.readFully(read);
            return read;
        }

        /** Reads to the end. */
        void drain() throws IOException {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
