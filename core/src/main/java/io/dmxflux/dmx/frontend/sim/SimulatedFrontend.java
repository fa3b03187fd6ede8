// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sim;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.DtvProperty;
import io.dmxflux.dmx.frontend.DtvReading;
import io.dmxflux.dmx.frontend.DtvSetting;
import io.dmxflux.dmx.frontend.FrontendDevice;
import io.dmxflux.dmx.frontend.FrontendInfo;
import io.dmxflux.dmx.frontend.FrontendStatus;
import io.dmxflux.dmx.frontend.LnbVoltage;
import io.dmxflux.dmx.frontend.RawFigures;
import io.dmxflux.dmx.frontend.ToneBurst;
import io.dmxflux.dmx.recording.StreamFeed;
import io.dmxflux.dmx.sys.Errno;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A frontend driver in the same process: it locks where there is a transponder, if the dish was told so, and then its
 * {@link #feed} plays the transponder's stream.
 *
 * <p>As in the kernel, tuning only queues and is followed by a status of 0; a lock that is lost is looked for without being
 * told; a call for the dish ends that; eight changes are kept, and EOVERFLOW tells that more came.
 *
 * <p>A test makes it fade, flap, fail and go away, and reads what it was told.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class SimulatedFrontend implements FrontendDevice {

    private static final long MIN_HZ = 51_000_000;
    private static final long MAX_HZ = 2_150_000_000L;
    private static final long STEP_HZ = 62_500;
    private static final long MIN_SYMBOL_RATE = 1_000_000;
    private static final long MAX_SYMBOL_RATE = 45_000_000;
    private static final int CAN_MULTISTREAM = 0x4000000;
    private static final int MOST_PROPERTIES = 64;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    private final FrontendInfo info;
    private final SimulatedStatistics statistics;
    private final SimulatedReception reception;
    private final FrontendCalls calls;
    private Map<DtvProperty, Integer> told = new EnumMap<>(DtvProperty.class);
    private boolean reset;
    private long brokenBlocks;

    private SimulatedFrontend(Builder builder) {
        info = new FrontendInfo(
                "sim:" + builder.name,
                "simulated frontend",
                builder.systems,
                MIN_HZ,
                MAX_HZ,
                STEP_HZ,
                0,
                MIN_SYMBOL_RATE,
                MAX_SYMBOL_RATE,
                CAN_MULTISTREAM);
        statistics = builder.statistics;
        calls = new FrontendCalls(info.path(), builder.clock);
        reception = new SimulatedReception(builder.transponders, builder.clock, builder.lockAfter);
    }

    /**
     * Receives transponders, without a fault.
     *
     * @param transponders where there is a signal
     * @return the frontend, the caller's to close
     */
    public static SimulatedFrontend receiving(List<Transponder> transponders) {
        return builder().transponders(transponders).build();
    }

    /** {@return a builder of a frontend without a transponder} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns what a demux behind it receives. Each demux has a feed of its own.
     *
     * @return a paced feed for {@link io.dmxflux.dmx.device.sim.SimulatedDmxDevice#playing}, which never ends
     */
    public StreamFeed feed() {
        return new TunedFeed(this::received);
    }

    private synchronized @Nullable Transponder received() {
        return reception.received();
    }

    @Override
    public String path() {
        return info.path();
    }

    @Override
    public synchronized FrontendInfo info() {
        calls.called(FrontendVerb.INFO);
        return info;
    }

    @Override
    public synchronized void set(List<DtvSetting> settings) {
        calls.told(
                FrontendVerb.SET,
                settings.stream()
                        .map(setting -> setting.property() + "=" + Integer.toUnsignedString(setting.value()))
                        .collect(Collectors.joining(" ")));
        checkCount(FrontendVerb.SET, settings.size());
        for (DtvSetting setting : settings) {
            switch (setting.property()) {
                case CLEAR -> clear();
                case TUNE -> tune();
                default -> told.put(setting.property(), setting.value());
            }
        }
    }

    private void checkCount(FrontendVerb verb, int count) {
        if (count < 1 || count > MOST_PROPERTIES) {
            throw calls.error(verb, Errno.EINVAL);
        }
    }

    /** The delivery system stays, as in the kernel. */
    private void clear() {
        Integer system = told.get(DtvProperty.DELIVERY_SYSTEM);
        told = new EnumMap<>(DtvProperty.class);
        if (system != null) {
            told.put(DtvProperty.DELIVERY_SYSTEM, system);
        }
    }

    private void tune() {
        int number = told.getOrDefault(DtvProperty.DELIVERY_SYSTEM, 0);
        DeliverySystem system = info.systems().stream()
                .filter(known -> known.number() == number)
                .findFirst()
                .orElseThrow(() -> calls.error(FrontendVerb.SET, Errno.EINVAL));
        long frequency = Integer.toUnsignedLong(told.getOrDefault(DtvProperty.FREQUENCY, 0))
                * (system.isSatellite() ? 1_000 : 1);
        if (frequency < MIN_HZ || frequency > MAX_HZ) {
            throw calls.error(FrontendVerb.SET, Errno.EINVAL);
        }
        reset = false;
        brokenBlocks = 0;
        reception.tune(told);
    }

    @Override
    public synchronized List<DtvReading> get(List<DtvProperty> properties) {
        calls.called(FrontendVerb.GET);
        checkCount(FrontendVerb.GET, properties.size());
        long lockMillis = reception.lockMillis();
        return properties.stream()
                .map(property -> property.isStatistic()
                        ? new DtvReading(property, 0, statistics.of(property, lockMillis, brokenBlocks))
                        : new DtvReading(property, told.getOrDefault(property, 0), List.of()))
                .toList();
    }

    @Override
    public synchronized int status() {
        calls.called(FrontendVerb.STATUS);
        int status = reception.status();
        return reset ? status | FrontendStatus.REINIT.bit() : status;
    }

    @Override
    public synchronized OptionalInt event() {
        calls.called(FrontendVerb.EVENT);
        if (reception.takeLostEvents()) {
            throw calls.error(FrontendVerb.EVENT, Errno.EOVERFLOW);
        }
        return reception.takeEvent();
    }

    @Override
    public synchronized RawFigures raw() {
        calls.called(FrontendVerb.RAW);
        return statistics.raw(reception.isLocked());
    }

    @Override
    public synchronized void tone(boolean on) {
        calls.told(FrontendVerb.TONE, on ? "on" : "off");
        reception.tellDish(dish -> dish.tone(on));
    }

    @Override
    public synchronized void voltage(LnbVoltage voltage) {
        calls.told(FrontendVerb.VOLTAGE, voltage.name());
        reception.tellDish(dish -> dish.voltage(voltage));
    }

    @Override
    public synchronized void diseqc(byte[] message) {
        String hex = HexFormat.of().withUpperCase().formatHex(message);
        calls.told(FrontendVerb.DISEQC, hex);
        reception.tellDish(dish -> dish.message(hex));
    }

    @Override
    public synchronized void burst(ToneBurst burst) {
        calls.told(FrontendVerb.BURST, burst.name());
        reception.tellDish(dish -> dish.burst(burst));
    }

    /** Takes the signal away, until {@link #restore}. */
    public synchronized void fade() {
        reception.fade();
    }

    /** Brings the signal back: the driver finds it by itself, unless a call for the dish has made it stop looking. */
    public synchronized void restore() {
        reception.restore();
    }

    /**
     * Makes the lock come and go, from the first lock after the last tuning on.
     *
     * @param every how long it lasts, 1 ms to 1 day
     * @param without how long it is gone then, 1 ms to 1 day
     */
    public synchronized void flap(Duration every, Duration without) {
        reception.flap(checked("every", every), checked("without", without));
    }

    /**
     * Takes the signal away again and again, from here on until {@link #fade()} or {@link #restore}.
     *
     * @param there how long it is there, 1 ms to 1 day
     * @param gone how long it is gone then, 1 ms to 1 day
     */
    public synchronized void fade(Duration there, Duration gone) {
        reception.fade(checked("there", there), checked("gone", gone));
    }

    private static Duration checked(String name, Duration time) {
        boolean isUsual = time.compareTo(SHORTEST) >= 0 && time.compareTo(LONGEST) <= 0;
        Check.argument(isUsual, name, time, "1 ms to 1 day");
        return time;
    }

    /**
     * Breaks blocks beyond repair, which the statistics tell.
     *
     * @param blocks how many more
     */
    public synchronized void breakBlocks(long blocks) {
        brokenBlocks += blocks;
    }

    /** Resets it, as some drivers do by themselves: the dish has lost what it was told, and the status says so. */
    public synchronized void reset() {
        reset = true;
        reception.powerOff();
    }

    /**
     * Refuses each call of a kind from here on.
     *
     * @param verb which
     * @param errno with what; ENODEV and all verbs is an adapter that was pulled out
     */
    public synchronized void refuse(FrontendVerb verb, Errno errno) {
        calls.refuse(verb, errno);
    }

    /** Refuses nothing any more. */
    public synchronized void refuseNothing() {
        calls.refuseNothing();
    }

    /** Unplugs it: every later call fails with ENODEV, and nothing is received. */
    public synchronized void unplug() {
        for (FrontendVerb verb : FrontendVerb.values()) {
            calls.refuse(verb, Errno.ENODEV);
        }
        reception.powerOff();
    }

    /** {@return the last 1000 calls that set something, in order, and the close} */
    public synchronized List<FrontendCall> calls() {
        return calls.told();
    }

    /** {@return whether it has been closed} */
    public synchronized boolean isClosed() {
        return calls.isClosed();
    }

    /** Lets the tuner sleep: nothing is received any more, and the dish has no power. */
    @Override
    public synchronized void close() {
        if (calls.close()) {
            reception.powerOff();
        }
    }

    /** Describes a simulated frontend. */
    public static final class Builder {

        private String name = "";
        private List<DeliverySystem> systems = List.of(DeliverySystem.values());
        private List<Transponder> transponders = List.of();
        private Duration lockAfter = Duration.ofMillis(150);
        private SimulatedStatistics statistics = SimulatedStatistics.DECIBEL;
        private LongSupplier clock = System::nanoTime;

        private Builder() {}

        /**
         * Names it.
         *
         * @param name what follows {@code sim:} in its path
         * @return this
         */
        public Builder name(String name) {
            this.name = Check.given(name, "name");
            return this;
        }

        /**
         * Says what it receives; everything, unless this is said.
         *
         * @param systems standards
         * @return this
         */
        public Builder systems(List<DeliverySystem> systems) {
            this.systems = List.copyOf(systems);
            return this;
        }

        /**
         * Says where there is a signal.
         *
         * @param transponders the first one that fits is received
         * @return this
         */
        public Builder transponders(List<Transponder> transponders) {
            this.transponders = List.copyOf(transponders);
            return this;
        }

        /**
         * Says how long a lock takes; 150 ms, unless this is said.
         *
         * @param time from the tuning on, 1 ms to 1 day
         * @return this
         */
        public Builder lockAfter(Duration time) {
            lockAfter = checked("lockAfter", Check.given(time, "lockAfter"));
            return this;
        }

        /**
         * Says what it tells of its signal.
         *
         * @param statistics a kind of driver
         * @return this
         */
        public Builder statistics(SimulatedStatistics statistics) {
            this.statistics = Check.given(statistics, "statistics");
            return this;
        }

        /**
         * Gives it a clock, which may be a virtual one.
         *
         * @param nanos nanoseconds from any beginning, as {@link System#nanoTime}
         * @return this
         */
        public Builder clock(LongSupplier nanos) {
            clock = Check.given(nanos, "clock");
            return this;
        }

        /** {@return the frontend, the caller's to close} */
        public SimulatedFrontend build() {
            return new SimulatedFrontend(this);
        }
    }
}
