// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.dmx.pool.PoolEvent;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.event.OutputEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.WaitEvent;
import io.dmxflux.ts.net.MulticastRoute;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.StreamListener;
import io.dmxflux.ts.sink.FileEvent;
import io.dmxflux.ts.sink.SendStats;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** What an open input or output tells, as events of a relay that name it. */
public abstract class StreamEvents implements StreamListener {

    private static final SendStats NOTHING = new SendStats(0, 0, Map.of());

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
     * @param stats reads its counts
     */
    void countedBy(Supplier<SendStats> stats) {}

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
    }

    /** Tells how many packets it lacks since it waited: as a file knows, or as many as the network refused. */
    private static final class OfOutput extends StreamEvents {

        private final OutputUri output;
        private volatile Supplier<SendStats> stats = () -> NOTHING;
        private volatile long refusedBefore;

        OfOutput(OutputUri output, RelayEvent.Listener listener) {
            super(listener);
            this.output = output;
        }

        @Override
        void countedBy(Supplier<SendStats> counts) {
            stats = counts;
        }

        private long refusedPackets() {
            return stats.get().failedBytes() / TsPacket.LENGTH;
        }

        @Override
        public void waits(String problem) {
            refusedBefore = refusedPackets();
            listener.tell(new WaitEvent.OutputWaits(output.toString(), problem));
        }

        @Override
        public void isBack(Duration waited, OptionalLong lackingPackets) {
            long refused = refusedPackets() - refusedBefore;
            OptionalLong lacks = lackingPackets.isEmpty() && refused > 0 ? OptionalLong.of(refused) : lackingPackets;
            listener.tell(new WaitEvent.OutputIsBack(output.toString(), waited, lacks));
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
