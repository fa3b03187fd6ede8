// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.split.SplitOutputConfig;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Where a service goes that somebody watches by HTTP: no user writes it, and no configuration has it. It is opened at the first
 * viewer of the service, and removed after the last.
 *
 * <p>Equal is what is of one service, however it is opened.
 */
public final class WatchedOutput implements OutputUri {

    /**
     * Longer batches than those of datagrams: what counts is how often a viewer's socket is written to, and a tenth of a second
     * is nothing beside what players keep.
     */
    private static final SplitOutputConfig CUT = new SplitOutputConfig(7, 32, Duration.ofMillis(100));

    private final String service;
    private final Supplier<Sink> open;

    /**
     * Names where a service goes.
     *
     * @param service the service in URLs
     * @param open opens what takes its batches, once each time that an input has it
     */
    public WatchedOutput(String service, Supplier<Sink> open) {
        this.service = service;
        this.open = open;
    }

    /**
     * Returns the length of the longest batch.
     *
     * @return bytes
     */
    public static int mostBytes() {
        return CUT.packetsPerDatagram() * CUT.datagramsPerBatch() * TsPacket.LENGTH;
    }

    @Override
    public Sink open(Delivery delivery, StreamListener listener) {
        return open.get();
    }

    @Override
    public SplitOutputConfig cutOfMultiplex() {
        return CUT;
    }

    @Override
    public SplitOutputConfig cutOfService() {
        return CUT;
    }

    @Override
    public void refuseImpossible(Delivery delivery) {
        // it can always be
    }

    @Override
    public Object place() {
        return toString();
    }

    @Override
    public boolean meets(OutputUri other) {
        return equals(other);
    }

    @Override
    public void refuseIfInput(InputUri from) {
        // no input is received from a viewer
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WatchedOutput watched && watched.service.equals(service);
    }

    @Override
    public int hashCode() {
        return Objects.hash(service);
    }

    @Override
    public String toString() {
        return "http " + service;
    }
}
