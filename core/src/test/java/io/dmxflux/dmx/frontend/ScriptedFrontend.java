// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import io.dmxflux.dmx.sys.Cure;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** A frontend of which a test says every answer, and that keeps every call that changes something with its time. */
final class ScriptedFrontend implements FrontendDevice {

    static final String PATH = "/dev/dvb/adapter0/frontend0";
    static final int LOCKED = 0x1F;

    private static final int OVERFLOW = -1;

    private final Scheduler clock;
    private final long startMillis;
    private final Queue<Integer> events = new ArrayDeque<>();
    final List<String> calls = new ArrayList<>();
    int status;
    int looks;
    boolean closed;

    @Nullable
    Errno failure;

    Function<DtvProperty, List<DtvStatistic>> statistics = property -> List.of();

    /** Null fails. */
    @Nullable
    RawFigures raw = RawFigures.NONE;

    ScriptedFrontend(Scheduler clock) {
        this.clock = clock;
        startMillis = clock.now(TimeUnit.MILLISECONDS);
    }

    void event(int bits) {
        events.add(bits);
    }

    void overflow() {
        events.add(OVERFLOW);
    }

    private void call(String call) {
        calls.add(clock.now(TimeUnit.MILLISECONDS) - startMillis + " " + call);
        fail(call);
    }

    private void fail(String call) {
        if (failure != null) {
            throw new ErrnoException(call, PATH, failure, Cure.FRONTEND);
        }
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public FrontendInfo info() {
        List<DeliverySystem> systems = List.of(DeliverySystem.DVB_T, DeliverySystem.DVB_S, DeliverySystem.DVB_S2);
        return new FrontendInfo(PATH, "scripted", systems, 51_000_000, 2_150_000_000L, 0, 0, 1_000_000, 45_000_000, 0);
    }

    @Override
    public void set(List<DtvSetting> settings) {
        DtvSetting first = settings.get(0);
        DtvSetting last = settings.get(settings.size() - 1);
        call(first.property() + (settings.size() == 1 ? "" : ".." + last.property()));
    }

    @Override
    public List<DtvReading> get(List<DtvProperty> properties) {
        return properties.stream()
                .map(property -> new DtvReading(property, 0, statistics.apply(property)))
                .toList();
    }

    @Override
    public int status() {
        looks++;
        fail("FE_READ_STATUS");
        return status;
    }

    @Override
    public OptionalInt event() {
        Integer next = events.poll();
        if (next == null) {
            return OptionalInt.empty();
        }
        if (next == OVERFLOW) {
            throw new ErrnoException("FE_GET_EVENT", PATH, Errno.EOVERFLOW, Cure.FRONTEND);
        }
        return OptionalInt.of(next);
    }

    @Override
    public RawFigures raw() {
        RawFigures told = raw;
        if (told == null) {
            throw new ErrnoException("FE_READ_SNR", PATH, Errno.EIO, Cure.FRONTEND);
        }
        return told;
    }

    @Override
    public void tone(boolean on) {
        call(on ? "tone on" : "tone off");
    }

    @Override
    public void voltage(LnbVoltage voltage) {
        call(voltage.toString());
    }

    @Override
    public void diseqc(byte[] message) {
        call(HexFormat.of().withUpperCase().formatHex(message));
    }

    @Override
    public void burst(ToneBurst burst) {
        call("burst " + burst);
    }

    @Override
    public void close() {
        closed = true;
        fail("close");
    }
}
