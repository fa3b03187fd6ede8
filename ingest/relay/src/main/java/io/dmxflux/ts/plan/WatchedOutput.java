// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.split.SplitOutputConfig;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where a service goes that somebody watches by HTTP, or a multiplex that is kept for viewers: no user writes it, and no
 * configuration has it. That of a service is opened at its first viewer, and removed after the last.
 *
 * <p>Equal is what has one name, however it is opened.
 */
public final class WatchedOutput implements OutputUri {

    /**
     * Longer batches than those of datagrams: what counts is how often a viewer's socket is written to, and a tenth of a second
     * is nothing beside what players keep.
     */
    private static final SplitOutputConfig CUT = new SplitOutputConfig(7, 32, Duration.ofMillis(100));

    private final String name;
    private final SplitOutputConfig cut;
    private final Function<StreamListener, Sink> open;

    private WatchedOutput(String name, SplitOutputConfig cut, Function<StreamListener, Sink> open) {
        this.name = name;
        this.cut = cut;
        this.open = open;
    }

    /**
     * Names where a service goes.
     *
     * @param service the service in URLs
     * @param open opens what takes its batches, once each time that an input has it
     * @return the output
     */
    public static WatchedOutput ofService(String service, Supplier<Sink> open) {
        return new WatchedOutput("http " + service, CUT, listener -> open.get());
    }

    /**
     * Names where a multiplex is kept, so that viewers may go back in time.
     *
     * @param input the input in URLs
     * @param open opens what keeps it, once each time that the input is opened, and is given who is told what it waits for
     * @return the output
     */
    public static WatchedOutput kept(String input, Function<StreamListener, Sink> open) {
        return new WatchedOutput("timeshift " + input, SplitOutputConfig.DATAGRAMS.keepingArrivals(), open);
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
        return open.apply(listener);
    }

    @Override
    public SplitOutputConfig cutOfMultiplex() {
        return cut;
    }

    @Override
    public SplitOutputConfig cutOfService() {
        return cut;
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
        return other instanceof WatchedOutput watched && watched.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
