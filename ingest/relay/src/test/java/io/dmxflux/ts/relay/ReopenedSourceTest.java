// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.BufferLimits;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.frontend.SteppedClock;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.sys.Cure;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Loss;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.WaitEvent;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.source.DvbSource;
import io.dmxflux.ts.source.FileSource;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.SourceStats;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** An adapter that is plugged in and out, in virtual time. */
@ExtendWith(LeakCheck.class)
class ReopenedSourceTest {

    private static final int PACKETS = 7;
    private static final InputUri ADAPTER = InputUri.parse("dvb:0");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SteppedClock clock = new SteppedClock(time);
    private final List<RelayEvent> events = new CopyOnWriteArrayList<>();
    private final List<SimulatedDmxDevice> devices = new CopyOnWriteArrayList<>();
    private final List<DvbSource> sources = new CopyOnWriteArrayList<>();
    private final List<Long> tries = new CopyOnWriteArrayList<>();
    private final List<Boolean> lossBefore = new CopyOnWriteArrayList<>();
    private volatile boolean plugged = true;

    @AfterEach
    void everyBufferIsHome() {
        for (DvbSource source : sources) {
            assertThat(source.whenClosed().toCompletableFuture()).succeedsWithin(PATIENCE);
            assertThat(source.poolStats().lent()).isZero();
        }
        assertThat(devices).noneMatch(SimulatedDmxDevice::isMapped);
        time.dispose();
    }

    private ReopenedSource open(boolean finite, Supplier<Source> opening) {
        return ReopenedSource.open(input(finite, opening), events::add, clock);
    }

    private static ReopenedSource.Input input(boolean finite, Supplier<Source> opening) {
        return new ReopenedSource.Input() {
            @Override
            public String name() {
                return "dvb:0";
            }

            @Override
            public boolean isPassing(Throwable failure) {
                return !finite && ADAPTER.isPassing(failure);
            }

            @Override
            public Optional<String> missing() {
                return Optional.empty();
            }

            @Override
            public Optional<Loss.Account> losesTo() {
                return finite ? Optional.empty() : Optional.of(Loss.Account.KERNEL);
            }

            @Override
            public Source open() {
                return opening.get();
            }
        };
    }

    private Source openAdapter() {
        tries.add(time.now(TimeUnit.MILLISECONDS));
        if (!plugged) {
            throw new ErrnoException("open", "/dev/dvb/adapter0/demux0", Errno.ENOENT, Cure.DEMUX);
        }
        SimulatedDmxDevice device = SimulatedDmxDevice.fedByWrites();
        DmxBufferPoolConfig config =
                DmxBufferPoolConfig.builder().bufferSizeBytes(PACKETS * 188).build();
        DvbSource source = DvbSource.open(device, config, PesFilter.fullTs());
        devices.add(device);
        sources.add(source);
        return source;
    }

    /** The kernel may have no memory left at the moment, for the first open as for any other. */
    @Test
    void adapterThatGrantsTooFewBuffersIsTriedAgain() {
        AtomicBoolean full = new AtomicBoolean(true);
        ReopenedSource source = open(false, () -> full.get() ? openAdapterWithoutMemory() : openAdapter());
        Disposable receiving = receive(source);
        assertThat(source.waitsFor())
                .hasValueSatisfying(problem -> assertThat(problem).contains("free some memory"));
        full.set(false);
        passUntilTried(2);
        arrive();
        time.advanceTimeBy(ReopenedSource.PROBATION);
        assertThat(events).hasSize(2);
        assertThat(events.get(1)).isInstanceOf(WaitEvent.InputIsBack.class);
        receiving.dispose();
        source.close();
    }

    private Source openAdapterWithoutMemory() {
        tries.add(time.now(TimeUnit.MILLISECONDS));
        SimulatedDmxDevice device = SimulatedDmxDevice.builder()
                .faults(FaultPlan.none().granting(new BufferLimits(0, 0, PACKETS * 188)))
                .build();
        return DvbSource.open(device, DmxBufferPoolConfig.builder().build(), PesFilter.fullTs());
    }

    /** An open may block, and the last buffer may come home on an event loop. */
    @Test
    void adapterIsReopenedOnTheSchedulersThread() {
        Scheduler scheduler = Schedulers.newSingle("opens");
        List<String> threads = new CopyOnWriteArrayList<>();
        List<ByteBuf> held = new CopyOnWriteArrayList<>();
        ReopenedSource source = ReopenedSource.open(
                input(false, () -> {
                    threads.add(Thread.currentThread().getName());
                    return openAdapter();
                }),
                events::add,
                scheduler);
        Disposable receiving = source.buffers().subscribe(held::add);
        await().atMost(PATIENCE).until(() -> devices.get(0).isStreaming());
        await().atMost(PATIENCE).until(() -> {
            devices.get(0).write(ByteBuffer.wrap(CraftedPacket.run(0x100, PACKETS)));
            return !held.isEmpty();
        });
        long unpluggedMillis = scheduler.now(TimeUnit.MILLISECONDS);
        devices.get(0).unplug();
        await().atMost(PATIENCE).until(() -> source.waitsFor().isPresent());
        await().atMost(PATIENCE)
                .until(() -> scheduler.now(TimeUnit.MILLISECONDS) - unpluggedMillis
                        > 2 * ReopenedSource.FIRST_DELAY.toMillis());
        List.copyOf(held).forEach(ByteBuf::release);
        await().atMost(PATIENCE).until(() -> threads.size() == 2);
        assertThat(threads.get(1)).startsWith("opens");
        receiving.dispose();
        source.close();
        assertThat(source.whenClosed().toCompletableFuture()).succeedsWithin(PATIENCE);
        scheduler.dispose();
    }

    private Disposable receive(Source source) {
        return source.buffers().subscribe(this::received);
    }

    private void received(ByteBuf buffer) {
        lossBefore.add(Loss.before(buffer) != null);
        buffer.release();
    }

    /** Writes one buffer to the device that is plugged in, and waits for it. */
    private void arrive() {
        SimulatedDmxDevice device = devices.get(devices.size() - 1);
        int before = lossBefore.size();
        await().atMost(PATIENCE).until(device::isStreaming);
        device.write(ByteBuffer.wrap(CraftedPacket.run(0x100, PACKETS)));
        await().atMost(PATIENCE).until(() -> lossBefore.size() > before);
    }

    private void unplug() {
        plugged = false;
        devices.get(devices.size() - 1).unplug();
        await().atMost(PATIENCE).until(() -> time.getScheduledTaskCount() > 0);
    }

    /** A try waits for the last buffer of the source before, in real time. */
    private void passUntilTried(int count) {
        await().pollInterval(Duration.ofMillis(1)).atMost(PATIENCE).until(() -> {
            if (tries.size() < count) {
                time.advanceTimeBy(Duration.ofMillis(10));
            }
            return tries.size() >= count;
        });
    }

    @Test
    void aBufferThatMeetsACancelIsReleased() {
        ByteBuf late = Unpooled.buffer(188).writeZero(188);
        Flux<ByteBuf> emitsMeanwhile = Flux.from(subscriber -> subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {
                subscriber.onNext(late);
            }
        }));
        ReopenedSource source = open(false, () -> new Source() {
            @Override
            public Flux<ByteBuf> buffers() {
                return emitsMeanwhile;
            }

            @Override
            public SourceStats stats() {
                return SourceStats.NONE;
            }

            @Override
            public String toString() {
                return "emits while it is cancelled";
            }
        });
        receive(source).dispose();
        assertThat(late.refCnt()).isZero();
    }

    @Test
    void adapterIsReopenedWhenItIsPluggedInAgain() {
        ReopenedSource source = open(false, this::openAdapter);
        Disposable receiving = receive(source);
        arrive();
        arrive();
        long unplugged = time.now(TimeUnit.MILLISECONDS);
        unplug();
        assertThat(source.waitsFor())
                .hasValueSatisfying(problem -> assertThat(problem).contains("ENODEV"));

        passUntilTried(2);
        plugged = true;
        passUntilTried(3);
        arrive();
        arrive();
        time.advanceTimeBy(ReopenedSource.PROBATION);

        assertThat(lossBefore).as("of unknown size, once").containsExactly(false, false, true, false);
        assertThat(source.waitsFor()).isEmpty();
        assertThat(source.stats().kernelLosses()).isEqualTo(1);
        assertThat(source.book().losses().kernelUnknown().bytes()).as("times").isEqualTo(1);
        assertThat(Duration.ofNanos(source.book().losses().kernelOutNanos()))
                .isEqualTo(Duration.ofMillis(tries.get(2) - unplugged));
        assertThat(events).hasSize(2);
        assertThat(events.get(0)).isInstanceOf(WaitEvent.InputWaits.class);
        assertThat(events.get(1)).isInstanceOf(WaitEvent.InputIsBack.class);
        assertThat(tries).hasSize(3);
        assertThat(tries.get(1)).isGreaterThanOrEqualTo(250);
        assertThat(tries.get(2) - tries.get(1)).as("twice as long").isGreaterThanOrEqualTo(500);
        receiving.dispose();
        source.close();
        assertThat(source.whenClosed().toCompletableFuture()).succeedsWithin(PATIENCE);
    }

    @Test
    void adapterThatIsNotThereIsTriedWithBackOffAndToldOnce() {
        plugged = false;
        ReopenedSource source = open(false, this::openAdapter);
        assertThat(events).hasSize(1);
        Disposable receiving = receive(source);

        time.advanceTimeBy(Duration.ofSeconds(60));
        assertThat(Duration.ofNanos(source.book().losses().kernelOutNanos()))
                .as("while it lasts")
                .isEqualTo(Duration.ofSeconds(60));
        assertThat(tries)
                .containsExactly(0L, 250L, 750L, 1_750L, 3_750L, 7_750L, 15_750L, 25_750L, 35_750L, 45_750L, 55_750L);
        plugged = true;
        clock.step(Duration.ofHours(1));
        time.advanceTimeBy(Duration.ofSeconds(10));
        arrive();

        assertThat(lossBefore).as("nothing was there before it").containsExactly(false);
        assertThat(events).hasSize(2);
        assertThat(events.get(1)).isEqualTo(new WaitEvent.InputIsBack("dvb:0", Duration.ofMillis(65_750)));
        receiving.dispose();
        source.close();
    }

    @Test
    void adapterThatFailsAgainAndAgainIsOneEventAndNoTightLoop() {
        ReopenedSource source = open(false, this::openAdapter);
        Disposable receiving = receive(source);
        for (int round = 1; round <= 5; round++) {
            arrive();
            unplug();
            plugged = true;
            passUntilTried(round + 1); // the next unplug comes within the probation
        }
        assertThat(events)
                .as("told: %s", events)
                .filteredOn(WaitEvent.InputWaits.class::isInstance)
                .hasSize(1);
        receiving.dispose();
        source.close();
    }

    /** As the brokers of a cluster, which take their time. */
    @Test
    void aSourceThatHasNoAnswerYetIsStillWaitedFor() {
        AtomicBoolean reached = new AtomicBoolean();
        plugged = false;
        ReopenedSource source = open(false, () -> plugged ? unanswered(reached) : openAdapter());
        Disposable receiving = receive(source);
        plugged = true;
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(events).as("told: %s", events).hasSize(1);
        assertThat(source.waitsFor())
                .hasValueSatisfying(problem -> assertThat(problem).contains("ENOENT"));

        reached.set(true);
        time.advanceTimeBy(ReopenedSource.PROBATION);
        assertThat(events).hasSize(2);
        assertThat(events.get(1)).isInstanceOf(WaitEvent.InputIsBack.class);
        assertThat(source.waitsFor()).isEmpty();
        receiving.dispose();
        source.close();
    }

    private static Source unanswered(AtomicBoolean reached) {
        return new Source() {
            @Override
            public Flux<ByteBuf> buffers() {
                return Flux.never();
            }

            @Override
            public boolean isReached() {
                return reached.get();
            }

            @Override
            public SourceStats stats() {
                return SourceStats.NONE;
            }

            @Override
            public String toString() {
                return "a cluster";
            }
        };
    }

    @Test
    void buffersThatAreOutAreWaitedForBeforeTheDeviceIsOpenedAgain() {
        List<ByteBuf> held = new CopyOnWriteArrayList<>();
        ReopenedSource source = open(false, this::openAdapter);
        Disposable receiving = source.buffers().subscribe(held::add);
        await().atMost(PATIENCE).until(() -> devices.get(0).isStreaming());
        devices.get(0).write(ByteBuffer.wrap(CraftedPacket.run(0x100, PACKETS)));
        await().atMost(PATIENCE).until(() -> held.size() == 1);
        devices.get(0).unplug();
        await().atMost(PATIENCE).until(() -> time.getScheduledTaskCount() > 0);

        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(tries).as("a buffer is out").hasSize(1);
        held.get(0).release();
        await().atMost(PATIENCE).until(() -> tries.size() == 2);

        receiving.dispose();
        source.close();
    }

    @Test
    void closingWhileItWaitsEndsTheTries() {
        plugged = false;
        ReopenedSource source = open(false, this::openAdapter);
        Disposable receiving = receive(source);
        receiving.dispose();
        source.close();

        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(tries).hasSize(1);
        assertThat(source.whenClosed().toCompletableFuture()).isCompleted();
    }

    @Test
    void closingWhileItWaitsCompletesTheSubscriber() {
        plugged = false;
        ReopenedSource source = open(false, this::openAdapter);
        AtomicBoolean complete = new AtomicBoolean();
        source.buffers().subscribe(ByteBuf::release, failure -> {}, () -> complete.set(true));
        assertThatIllegalStateException()
                .isThrownBy(() -> source.buffers().blockFirst(PATIENCE))
                .withMessage("dvb:0: is being received already (expected: one subscriber at a time)");
        time.advanceTimeBy(Duration.ofMinutes(1));
        int tried = tries.size();

        source.close();

        assertThat(complete).as("without another try").isTrue();
        assertThat(tries).hasSize(tried);
        assertThatIllegalStateException()
                .isThrownBy(() -> source.buffers().blockFirst(PATIENCE))
                .withMessage("dvb:0: closed (expected: open)");
    }

    @Test
    void whatWaitingDoesNotCureIsRefusedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(false, () -> {
                    throw new IllegalArgumentException("not a transport stream");
                }));
        assertThat(events).isEmpty();
    }

    @Test
    void finiteInputEndsAtItsEnd() {
        Path empty = Path.of("/dev/null");
        ReopenedSource source = open(true, () -> FileSource.raw(empty));
        source.buffers().map(ByteBuf::release).blockLast(PATIENCE);
        source.close();
    }
}
