// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.Fifo;
import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.ts.books.Books;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.Missing;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.source.DvbSource;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The books balance at every snapshot, whatever happens to the relay meanwhile, and say what really happened. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class BooksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** For so long a socket has nothing more to read when all that was sent is read. */
    private static final Duration EMPTY = Duration.ofMillis(500);

    private static final int PACKET = 188;

    @TempDir
    private Path directory;

    private Path sample = Path.of("");

    @BeforeEach
    void copySample() throws IOException {
        sample = directory.resolve("sample.ts");
        try (InputStream resource = Playback.class.getResourceAsStream("sample.ts")) {
            Files.copy(resource, sample);
        }
    }

    private RelayPlan.Output service(int id, String to) {
        return RelayPlan.Output.service(output(to), new ServiceSelection.ById(id), ServiceEdit.NONE);
    }

    private RelayPlan.Output whole(String to) {
        return RelayPlan.Output.whole(output(to));
    }

    private OutputUri output(String to) {
        return OutputUri.parse(to.contains(":") ? to : "file:" + directory.resolve(to));
    }

    private static RelayPlan plan(InputUri from, RelayPlan.Output... outputs) {
        return new RelayPlan(from, List.of(outputs), Optional.empty());
    }

    private InputUri file(String options) {
        return InputUri.parse("file:" + sample + options);
    }

    /** Nothing is held any more, and everything is on an account. */
    private static void assertFinal(Books books) {
        assertThat(books.inputs()).isNotEmpty().allSatisfy(input -> {
            assertThat(input.isBalanced()).as("%s", input).isTrue();
            assertThat(input.queuedBytes()).as("%s", input).isZero();
            assertThat(input.outputs())
                    .allSatisfy(output ->
                            assertThat(output.queuedBytes()).as("%s", output).isZero());
        });
    }

    private static boolean isFinal(Books books) {
        return books.isBalanced()
                && books.inputs().stream()
                        .allMatch(input -> input.queuedBytes() == 0
                                && input.outputs().stream().allMatch(output -> output.queuedBytes() == 0));
    }

    private static void awaitFinal(Relays relays) {
        await().atMost(PATIENCE).until(() -> isFinal(relays.books()));
        assertFinal(relays.books());
    }

    @Test
    void ofAFileThatIsReadAsFastAsItGoes() throws Exception {
        Relays relays = Relays.open(
                List.of(plan(file("?fast"), service(1, "one.ts"), service(2, "two.ts"), whole("file:/dev/full"))),
                event -> {});
        try (BooksProbe probe = new BooksProbe(relays::books)) {
            relays.run().block(PATIENCE);
            probe.lookAgain();
        }
        relays.close(PATIENCE);
        awaitFinal(relays);
        InputBook input = relays.books().inputs().get(0);
        assertThat(input.arrived().bytes()).isEqualTo(Files.size(sample));
        assertThat(input.arrived().first()).isPresent();
        OutputBook full = input.outputs().get(2);
        assertThat(full.socket().bytes()).isEqualTo(Files.size(sample));
        for (OutputBook output : input.outputs().subList(0, 2)) {
            assertThat(output.sent().bytes())
                    .isEqualTo(Files.size(Path.of(output.destination().replaceFirst("file:", ""))));
            assertThat(output.generated().bytes()).isPositive();
            assertThat(output.service())
                    .hasValueSatisfying(name -> assertThat(name).startsWith("service "));
        }
    }

    /** Closed in the middle, by a signal or by a reload: what waits is on the account of its end. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void ofARelayThatIsClosedInTheMiddle(int round) throws Exception {
        Relays relays = Relays.open(
                List.of(plan(
                        InputUri.parse("sim:" + sample),
                        service(1, "one.ts"),
                        whole("udp://127.0.0.1:1" + (4 + round) + "004?burst=3"),
                        whole("all.ts"))),
                event -> {});
        try (BooksProbe probe = new BooksProbe(relays::books)) {
            relays.run().subscribe(nothing -> {}, failure -> {});
            await().atMost(PATIENCE)
                    .until(() -> relays.books().inputs().get(0).outputs().stream()
                            .allMatch(output -> output.sent().bytes() > 200_000));
            relays.close(PATIENCE);
            probe.lookAgain();
        }
        awaitFinal(relays);
        OutputBook all = relays.books().inputs().get(0).outputs().get(2);
        assertThat(all.sent().bytes()).isEqualTo(Files.size(directory.resolve("all.ts")));
    }

    /** The straight relay has no splitter: the sink paces. */
    @Test
    void ofAStraightRelay() throws Exception {
        Relays relays = Relays.straight(
                RelayPlan.whole(InputUri.parse("sim:" + sample), output("udp://127.0.0.1:14010")), event -> {});
        try (BooksProbe probe = new BooksProbe(relays::books)) {
            relays.run().subscribe(nothing -> {}, failure -> {});
            await().atMost(PATIENCE)
                    .until(() -> relays.books()
                                    .inputs()
                                    .get(0)
                                    .outputs()
                                    .get(0)
                                    .sent()
                                    .bytes()
                            > 500_000);
            relays.close(PATIENCE);
            probe.lookAgain();
        }
        awaitFinal(relays);
    }

    /** A reload removes inputs and outputs, and brings them back: their books go on. */
    @Test
    void goOnOverReloads() throws Exception {
        InputUri sim = InputUri.parse("sim:" + sample);
        InputUri other = InputUri.parse("sim:");
        List<RelayEvent> events = new CopyOnWriteArrayList<>();
        Relays relays = Relays.open(
                List.of(plan(sim, service(1, "udp://127.0.0.1:14020"), whole("all.ts?append"))), events::add);
        Random random = new Random(12);
        try (BooksProbe probe = new BooksProbe(relays::books)) {
            relays.run().subscribe(nothing -> {}, failure -> {});
            for (int round = 0; round < 8; round++) {
                long sent = sent(relays.books());
                InputUri from = random.nextBoolean() ? sim : other;
                RelayPlan.Output whole = whole("all.ts?append");
                RelayPlan.Output service = service(1 + random.nextInt(2), "udp://127.0.0.1:14020");
                relays.change(List.of(random.nextBoolean() ? plan(from, service, whole) : plan(from, service)));
                await().atMost(PATIENCE).until(() -> sent(relays.books()) > sent + 100_000);
                probe.lookAgain();
            }
            relays.close(PATIENCE);
            probe.lookAgain();
        }
        awaitFinal(relays);
        Books books = relays.books();
        assertThat(books.inputs())
                .as("one book for each, however often it came back")
                .hasSize(2);
        assertThat(books.inputs().stream()
                        .flatMap(input -> input.outputs().stream())
                        .filter(output -> output.output().contains("all.ts"))
                        .mapToLong(output -> output.sent().bytes())
                        .sum())
                .isEqualTo(Files.size(directory.resolve("all.ts")));
        assertThat(events)
                .filteredOn(RelayEvent.RelayRemoved.class::isInstance)
                .isNotEmpty()
                .allSatisfy(event -> assertThat(
                                ((RelayEvent.RelayRemoved) event).book().isBalanced())
                        .isTrue());
    }

    private static long sent(Books books) {
        return books.inputs().stream()
                .flatMap(input -> input.outputs().stream())
                .mapToLong(output -> output.sent().bytes())
                .sum();
    }

    /** An output that fails is reopened by a reload, and what it would have got meanwhile stays on its account. */
    @Test
    void ofAnOutputThatFailsAndComesBack() throws Exception {
        InputUri sim = InputUri.parse("sim:" + sample);
        Path pipe = Fifo.make(directory.resolve("pipe"));
        RelayPlan both = plan(sim, whole("file:" + pipe), whole("udp://127.0.0.1:14030"));
        Relays relays = Relays.open(List.of(both), event -> {});
        try (BooksProbe probe = new BooksProbe(relays::books)) {
            relays.run().subscribe(nothing -> {}, failure -> {});
            read(pipe, 200_000);
            await().atMost(PATIENCE)
                    .until(() -> relays.books()
                                    .inputs()
                                    .get(0)
                                    .outputs()
                                    .get(0)
                                    .socket()
                                    .bytes()
                            > 0); // how much, depends on when the pipe is opened again, which waits for a reader
            relays.change(List.of(both));
            read(pipe, 200_000);
            probe.lookAgain();
            relays.close(PATIENCE);
            probe.lookAgain();
        }
        awaitFinal(relays);
    }

    /** The device is full and then a file that is not there yet: the relay opens it again. */
    @Test
    void haveWhatAnOutputWouldHaveGotAfterItFailed() throws Exception {
        byte[] packets = Files.readAllBytes(sample);
        Path pipe = Fifo.make(directory.resolve("in"));
        Path disk = Files.createSymbolicLink(directory.resolve("disk"), Path.of("/dev/full"));
        Relays relays = Relays.open(List.of(plan(InputUri.parse("file:" + pipe), whole("disk"))), event -> {});
        CompletableFuture<?> end = relays.run().toFuture();
        try (OutputStream in = Files.newOutputStream(pipe)) {
            in.write(packets);
            Supplier<OutputBook> book =
                    () -> relays.books().inputs().get(0).outputs().get(0);
            await().atMost(PATIENCE).until(() -> book.get().socket().bytes() == packets.length);

            Files.delete(disk);
            while (book.get().sent().bytes() == 0) {
                in.write(packets);
                await().atMost(PATIENCE)
                        .until(() ->
                                book.get().sent().bytes() + book.get().socket().bytes()
                                        == book.get().routed().bytes());
            }
        }
        end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        relays.close(PATIENCE);
        awaitFinal(relays);

        InputBook input = relays.books().inputs().get(0);
        OutputBook output = input.outputs().get(0);
        assertThat(output.routed().bytes()).isEqualTo(input.arrived().bytes());
        assertThat(output.socket().bytes()).isGreaterThanOrEqualTo(packets.length);
        assertThat(output.sent().bytes()).isPositive().isEqualTo(Files.size(disk));
        assertThat(output.closed().bytes() + output.policy().bytes()).isZero();
    }

    /** Read only at the end: a loss is its service's whenever it is, also behind the last look of a watch. */
    @Test
    void haveWhatIsMissingOfAServiceUpToItsEnd() throws Exception {
        byte[] packets = Files.readAllBytes(sample);
        int last = packets.length - PACKET;
        while (!isOfVideo(packets, last)) {
            last -= PACKET;
        }
        int lost = 0;
        for (int at = last - PACKET; lost < 5; at -= PACKET) {
            if (isOfVideo(packets, at)) {
                packets[at + 1] |= 0x1F;
                packets[at + 2] = (byte) 0xFF;
                lost++;
            }
        }
        Files.write(sample, packets);
        Relays relays = Relays.open(List.of(plan(file("?fast"), service(1, "one.ts"))), event -> {});
        relays.run().block(PATIENCE);
        relays.close(PATIENCE);
        awaitFinal(relays);

        InputBook input = relays.books().inputs().get(0);
        assertThat(input.outputs().get(0).missing().packets()).isEqualTo(5);
    }

    /** Of PID 256, which is service 1's, and with payload. */
    private static boolean isOfVideo(byte[] packets, int at) {
        return (packets[at + 1] & 0x1F) == 1 && packets[at + 2] == 0 && (packets[at + 3] & 0x10) != 0;
    }

    private static void read(Path pipe, int bytes) throws IOException {
        try (InputStream in = Files.newInputStream(pipe)) {
            assertThat(in.readNBytes(bytes)).hasSize(bytes);
        }
    }

    // -- the simulated driver, fed by the test

    private final SimulatedDmxDevice.Builder device = SimulatedDmxDevice.builder();
    private final EventLoop loop = EpollLoops.shared().next();

    private MultiplexRelay open(SimulatedDmxDevice driver, int bufferBytes, RelayPlan.Output... outputs) {
        DmxBufferPoolConfig config = DmxBufferPoolConfig.builder()
                .bufferCount(8)
                .bufferSizeBytes(bufferBytes)
                .reserve(2)
                .build();
        RelayPlan plan = plan(InputUri.parse("dvb:0"), outputs);
        return MultiplexRelay.open(
                plan, DvbSource.open(driver, config, PesFilter.fullTs()), new Destinations(), event -> {});
    }

    /** Has the loop stand still while something happens. */
    private void stall(Runnable meanwhile) throws InterruptedException {
        CountDownLatch standing = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        loop.execute(() -> {
            standing.countDown();
            standStill(over);
        });
        standing.await();
        meanwhile.run();
        over.countDown();
    }

    private static void standStill(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Packets of two PIDs, of which the signal loses some now and then, and a loop that stands still until the driver has no
     * buffer left.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void sayWhatASimulatedDriverReallyLost(long seed) throws Exception {
        Random random = new Random(seed);
        SimulatedDmxDevice driver = device.faults(
                        seed % 2 == 0
                                ? FaultPlan.none()
                                : FaultPlan.none().failing(DmxVerb.DEQUEUE, 40 + seed, Errno.EOVERFLOW))
                .build();
        MultiplexRelay relay = open(driver, 7 * PACKET, whole("all.ts"));
        NumberedPackets one = NumberedPackets.of(0x100);
        NumberedPackets two = NumberedPackets.of(0x200);
        long lostBySignal = 0;
        long written = 70;
        try (BooksProbe probe = new BooksProbe(() -> Books.of(List.of(relay::book)))) {
            relay.run().subscribe(nothing -> {}, failure -> {});
            long before = 0;
            for (; relay.book().arrived().bytes() == 0; before += 7) {
                driver.write(ByteBuffer.wrap(one.next(7)));
                loop.submit(() -> {}).sync();
            }
            for (int step = 0; step < 120; step++) {
                NumberedPackets packets = random.nextBoolean() ? one : two;
                int count = 1 + random.nextInt(20);
                int kind = random.nextInt(12);
                if (kind == 0) {
                    int gap = 1 + random.nextInt(15);
                    packets.next(gap);
                    lostBySignal += gap;
                } else if (kind == 1) {
                    int many = 100 + random.nextInt(100);
                    stall(() -> driver.write(ByteBuffer.wrap(one.next(many))));
                    written += many;
                } else {
                    driver.write(ByteBuffer.wrap(packets.next(count)));
                    written += count;
                }
                if (random.nextInt(4) == 0) {
                    loop.submit(() -> {}).sync();
                }
            }
            driver.write(ByteBuffer.wrap(one.next(70)));
            driver.flush();
            long most = written * PACKET;
            boolean overflow = seed % 2 == 1;
            await().atMost(PATIENCE)
                    .until(() ->
                            relay.book().arrived().bytes() + driver.lostBytes() >= most - (overflow ? 14 * PACKET : 0));
            relay.close(PATIENCE);
            probe.lookAgain();
        }
        InputBook book = relay.book();
        assertFinal(Books.of(List.of(() -> book)));
        long missing = atLeast(book, Missing.Cause.SIGNAL);
        assertThat(missing)
                .as("seed %d: at least, and never more than the truth", seed)
                .isLessThanOrEqualTo(lostBySignal);
        assertThat(book.outputs().get(0).sent().bytes()).isEqualTo(Files.size(directory.resolve("all.ts")));
        assertThat(book.missing().stream()
                        .filter(lost -> lost.cause() == Missing.Cause.KERNEL)
                        .mapToLong(Missing::events)
                        .sum())
                .as("gaps of unknown size, where the driver lost %d bytes", driver.lostBytes())
                .satisfies(times ->
                        assertThat(times > 0 || driver.lostBytes() == 0).isTrue());
    }

    private static long atLeast(InputBook book, Missing.Cause cause) {
        return book.missing().stream()
                .filter(lost -> lost.cause() == cause && lost.certainty() == Missing.Certainty.AT_LEAST)
                .mapToLong(lost -> lost.missing().packets() - lost.recovered().packets())
                .sum();
    }

    /** The driver fails in the middle of its work, and the stream ends with what it fails with. */
    @ParameterizedTest
    @ValueSource(strings = {"EIO", "EFAULT", "ENODEV"})
    void ofADriverThatFails(String errno) throws Exception {
        SimulatedDmxDevice driver = device.faults(FaultPlan.none().failing(DmxVerb.DEQUEUE, 20, Errno.valueOf(errno)))
                .build();
        MultiplexRelay relay = open(driver, 7 * PACKET, whole("all.ts"));
        NumberedPackets packets = NumberedPackets.of(0x100);
        try (BooksProbe probe = new BooksProbe(() -> Books.of(List.of(relay::book)))) {
            CountDownLatch over = new CountDownLatch(1);
            relay.run().subscribe(nothing -> {}, failure -> over.countDown());
            loop.submit(() -> {}).sync();
            while (over.getCount() > 0) {
                driver.write(ByteBuffer.wrap(packets.next(7)));
                loop.submit(() -> {}).sync();
            }
            relay.close(PATIENCE);
            probe.lookAgain();
        }
        assertFinal(Books.of(List.of(relay::book)));
    }

    // -- RTP, of which the test knows what it did not send

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void sayExactlyWhichDatagramsOfRtpNeverCame(long seed) throws Exception {
        Random random = new Random(seed);
        int port = 14_100 + (int) seed;
        Relays relays = Relays.open(
                List.of(plan(InputUri.parse("rtp://127.0.0.1:" + port), whole("all.ts"), service(1, "one.ts"))),
                event -> {});
        NumberedPackets packets = NumberedPackets.of(0x100);
        long lost = 0;
        long received = 0;
        try (BooksProbe probe = new BooksProbe(relays::books);
                DatagramSocket sender = new DatagramSocket()) {
            relays.run().subscribe(nothing -> {}, failure -> {});
            int sequence = random.nextInt(0x10000);
            await().atMost(PATIENCE).until(() -> isListening(port));
            for (int datagram = 0; datagram < 2_000; datagram++) {
                byte[] payload = packets.next(7);
                boolean inTheMiddle = datagram > 0 && datagram < 1_990;
                if (inTheMiddle && random.nextInt(20) == 0) {
                    lost++;
                } else {
                    send(sender, port, sequence, 1, payload);
                    received++;
                    if (random.nextInt(50) == 0) {
                        send(sender, port, sequence, 1, payload); // twice
                    }
                    if (random.nextInt(50) == 0) {
                        send(sender, port, random.nextInt(0x10000), 2, payload); // of another sender
                    }
                }
                sequence = sequence + 1 & 0xFFFF;
                if (datagram % 100 == 0) {
                    long sent = received;
                    await().atMost(PATIENCE).until(() -> arrivedDatagrams(relays) >= sent - 200);
                }
            }
            long sent = received;
            await().atMost(PATIENCE)
                    .until(() -> relays.books().inputs().get(0).routed().bytes() == sent * 7 * PACKET);
            relays.close(PATIENCE);
            probe.lookAgain();
        }
        awaitFinal(relays);
        InputBook book = relays.books().inputs().get(0);
        assertThat(book.foreign().bytes()).as("twice, and of another sender").isPositive();
        assertThat(book.arrived().bytes() - book.foreign().bytes()).isEqualTo(received * 7 * PACKET);
        long exact = book.missing().stream()
                .filter(missing -> missing.certainty() == Missing.Certainty.EXACT)
                .mapToLong(Missing::events)
                .sum();
        assertThat(exact).as("datagrams, seed %d", seed).isEqualTo(lost);
        assertThat(exactPackets(book)).isEqualTo(lost * 7);
        assertThat(atLeast(book, Missing.Cause.SIGNAL)).as("booked once").isZero();
    }

    /** The loop stands still, and the socket's buffer overflows: what the kernel dropped is known to the datagram. */
    @ParameterizedTest
    @ValueSource(strings = {"udp", "rtp"})
    void sayExactlyWhatTheSocketHadNoRoomFor(String scheme) throws Exception {
        int port = scheme.equals("rtp") ? 14_111 : 14_110;
        Relays relays = Relays.open(
                List.of(plan(
                        InputUri.parse(scheme + "://127.0.0.1:" + port),
                        whole("all.ts"),
                        whole("udp://239.255.77.7:14112?iface=nowhere0"))),
                event -> {});
        NumberedPackets packets = NumberedPackets.of(0x100);
        int count = 12_000;
        try (BooksProbe probe = new BooksProbe(relays::books);
                DatagramSocket sender = new DatagramSocket()) {
            relays.run().subscribe(nothing -> {}, failure -> {});
            await().atMost(PATIENCE).until(() -> isListening(port));
            stall(() -> {
                for (int datagram = 0; datagram < count; datagram++) {
                    sendAs(scheme, sender, port, datagram, packets.next(7));
                }
            });
            await().during(EMPTY) // or some of the next are dropped as well
                    .atMost(PATIENCE)
                    .until(() -> hasRoom(port));
            await().atMost(PATIENCE).until(() -> {
                sendAs(scheme, sender, port, 0, new byte[0]);
                return isKnown(relays, count);
            });
            relays.close(PATIENCE);
            probe.lookAgain();
        }
        awaitFinal(relays);
        InputBook book = relays.books().inputs().get(0);
        long dropped = book.missing().stream()
                .filter(missing -> missing.cause() == Missing.Cause.KERNEL)
                .mapToLong(Missing::events)
                .sum();
        assertThat(dropped)
                .as("the socket's buffer is smaller than what was sent")
                .isPositive();
        assertThat(book.missing())
                .allSatisfy(missing -> assertThat(missing.certainty()).isEqualTo(Missing.Certainty.EXACT));
        assertThat(exactPackets(book)).isEqualTo(count * 7L - book.arrived().packets());
        assertThat(dropped * 7).as("booked once, on the kernel").isEqualTo(exactPackets(book));
        OutputBook refused = book.outputs().get(1);
        assertThat(refused.sent().bytes())
                .as("by an interface that is not there")
                .isZero();
        assertThat(refused.socket().bytes()).isPositive();
        assertThat(refused.socket().bytes() + refused.policy().bytes())
                .as("refused, or dropped where refusing was too slow for what came at once")
                .isEqualTo(refused.routed().bytes());
    }

    private static boolean isKnown(Relays relays, long datagrams) {
        InputBook book = relays.books().inputs().get(0);
        long dropped = book.missing().stream().mapToLong(Missing::events).sum();
        return book.arrived().bytes() / (7 * PACKET) + dropped == datagrams;
    }

    private static void sendAs(String scheme, DatagramSocket sender, int port, int sequence, byte[] payload) {
        try {
            if (scheme.equals("rtp")) {
                if (payload.length > 0) {
                    send(sender, port, sequence & 0xFFFF, 1, payload);
                }
            } else {
                sender.send(new DatagramPacket(payload, payload.length, InetAddress.getLoopbackAddress(), port));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long exactPackets(InputBook book) {
        return book.missing().stream()
                .filter(missing -> missing.certainty() == Missing.Certainty.EXACT)
                .mapToLong(missing -> missing.missing().packets())
                .sum();
    }

    private static long arrivedDatagrams(Relays relays) {
        return relays.books().inputs().get(0).arrived().bytes() / (7 * PACKET);
    }

    private static boolean isListening(int port) throws IOException {
        return !socketsOf(port).isEmpty();
    }

    /** Nothing waits to be read. */
    private static boolean hasRoom(int port) throws IOException {
        List<String> sockets = socketsOf(port);
        return !sockets.isEmpty() && sockets.stream().allMatch(line -> line.split("\\s+")[5].endsWith(":00000000"));
    }

    private static List<String> socketsOf(int port) throws IOException {
        String hex = String.format(":%04X ", port);
        try (Stream<String> lines = Files.lines(Path.of("/proc/net/udp"))) {
            return lines.filter(line -> line.contains(hex)).toList();
        }
    }

    private static void send(DatagramSocket sender, int port, int sequence, int ssrc, byte[] payload)
            throws IOException {
        ByteBuffer datagram = ByteBuffer.allocate(12 + payload.length);
        datagram.put((byte) 0x80)
                .put((byte) 33)
                .putShort((short) sequence)
                .putInt(sequence * 90)
                .putInt(ssrc);
        datagram.put(payload);
        sender.send(new DatagramPacket(datagram.array(), datagram.capacity(), InetAddress.getLoopbackAddress(), port));
    }
}
