// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.dmx.pool.PoolEvent;
import io.dmxflux.ts.event.OutputEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.WaitEvent;
import io.dmxflux.ts.net.MulticastRoute;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.StreamListener;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

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
    public static StreamListener of(OutputUri output, RelayEvent.Listener listener) {
        return new OfOutput(output, listener);
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
    }

    private static final class OfOutput extends StreamEvents {

        private final OutputUri output;

        OfOutput(OutputUri output, RelayEvent.Listener listener) {
            super(listener);
            this.output = output;
        }

        @Override
        public void waits(String problem) {
            listener.tell(new WaitEvent.OutputWaits(output.toString(), problem));
        }

        @Override
        public void isBack(Duration waited, OptionalLong lackingPackets) {
            listener.tell(new WaitEvent.OutputIsBack(output.toString(), waited, lackingPackets));
        }

        @Override
        public void fileOpened(Path file, boolean appended) {
            listener.tell(new OutputEvent.FileOpened(output, file, appended));
        }

        @Override
        public void fileReplaced(Path file, long lackingPackets) {
            listener.tell(new OutputEvent.FileReplaced(output, file, lackingPackets));
        }
    }
}
