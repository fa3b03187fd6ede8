// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.dmx.pool.PoolEvent;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.event.InputEvent;
import io.dmxflux.ts.event.OutputEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.WaitEvent;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.net.MulticastRoute;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.StreamListener;
import io.dmxflux.ts.sink.FileEvent;
import io.dmxflux.ts.sink.Sink;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What an open input or output tells, as events of a relay that name it. */
public abstract class StreamEvents implements StreamListener {

    final RelayEvent.Listener listener;

    private StreamEvents(RelayEvent.Listener listener) {
        this.listener = listener;
    }

    /**
     * Returns what makes events of what an input tells.
     *
     * @param input named by the events
     * @param listener told of them
     * @return to be given to the input when it is opened
     */
    public static StreamListener of(InputUri input, RelayEvent.Listener listener) {
        return new OfInput(input.name(), listener);
    }

    /**
     * Returns what makes events of what an output tells.
     *
     * @param output named by the events
     * @param listener told of them
     * @return to be given to the output when it is opened
     */
    public static StreamEvents of(OutputUri output, RelayEvent.Listener listener) {
        return new OfOutput(output, listener);
    }

    /**
     * Says where an output counts what is refused, so that it tells how much that was when it goes on.
     *
     * @param sink its sink
     */
    void countedBy(Sink sink) {}

    /**
     * Returns how much of what is refused belongs to outages: to those that are over, as has been told, to the one that
     * lasts, and to the one that may have begun and is not noticed yet.
     *
     * @return packets; never more than the output has refused
     */
    long outagePackets() {
        return 0;
    }

    @Override
    public void loopbackChosen(MulticastRoute missing, NetworkInterface loopback) {
        listener.tell(new RelayEvent.LoopbackChosen(missing, loopback));
    }

    private static final class OfInput extends StreamEvents {

        private final String name;

        OfInput(String name, RelayEvent.Listener listener) {
            super(listener);
            this.name = name;
        }

        @Override
        public void pool(PoolEvent event) {
            listener.tell(new RelayEvent.Pool(event));
        }

        @Override
        public void waits(String problem) {
            listener.tell(new WaitEvent.InputWaits(name, problem));
        }

        @Override
        public void isBack(Duration waited, OptionalLong lackingPackets) {
            listener.tell(new WaitEvent.InputIsBack(name, waited));
        }

        @Override
        public void log(LogEvent event) {
            listener.tell(new InputEvent.LogRead(name, event));
        }
    }

    /**
     * Tells how many packets it lacks since it waited: as a file knows, or as many as the network refused. What was refused
     * before an outage was noticed belongs to it.
     */
    private static final class OfOutput extends StreamEvents {

        private final OutputUri output;

        // guarded by this
        private @Nullable Sink sink;
        private boolean waiting;
        private long refusedBefore;
        private long toldBytes;

        OfOutput(OutputUri output, RelayEvent.Listener listener) {
            super(listener);
            this.output = output;
        }

        @Override
        synchronized void countedBy(Sink opened) {
            sink = opened;
        }

        @Override
        synchronized long outagePackets() {
            return (toldBytes + (waiting ? refusedBytes() - refusedBefore : justRefusedBytes())) / TsPacket.LENGTH;
        }

        private long refusedBytes() {
            return sink == null ? 0 : sink.stats().failedBytes();
        }

        private long justRefusedBytes() {
            return sink == null ? 0 : sink.justRefusedBytes();
        }

        @Override
        public void waits(String problem) {
            beginOutage();
            listener.tell(new WaitEvent.OutputWaits(output.toString(), problem));
        }

        private synchronized void beginOutage() {
            waiting = true;
            refusedBefore = refusedBytes() - justRefusedBytes();
        }

        @Override
        public void isBack(Duration waited, OptionalLong lackingPackets) {
            long refused = endOutage() / TsPacket.LENGTH;
            OptionalLong lacks = lackingPackets.isEmpty() && refused > 0 ? OptionalLong.of(refused) : lackingPackets;
            listener.tell(new WaitEvent.OutputIsBack(output.toString(), waited, lacks));
        }

        private synchronized long endOutage() {
            long refused = refusedBytes() - refusedBefore;
            waiting = false;
            toldBytes += refused;
            return refused;
        }

        @Override
        public void log(LogEvent event) {
            listener.tell(new OutputEvent.LogWritten(output.toString(), event));
        }

        @Override
        public void fileOpened(FileEvent.Opened opened) {
            listener.tell(new OutputEvent.FileOpened(
                    output, opened.file(), opened.appended(), opened.cutBytes(), opened.kept()));
        }

        @Override
        public void fileReplaced(Path gone, Path file, long lackingPackets) {
            listener.tell(new OutputEvent.FileReplaced(output, gone, file, lackingPackets));
        }

        @Override
        public void fileTruncated(Path file, long lackingPackets) {
            listener.tell(new OutputEvent.FileTruncated(output, file, lackingPackets));
        }
    }
}
