// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogRetention;
import io.dmxflux.ts.log.TsLog;
import io.dmxflux.ts.net.NetworkFollower;
import io.dmxflux.ts.sink.HostSink;
import io.dmxflux.ts.sink.LogSink;
import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.split.SplitOutputConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stream of a log: {@code log:NAME@DIR?keep=7d&keep-bytes=500GB&sync=1s}, {@code kafka://HOST:PORT/NAME?keep=7d}.
 *
 * @param log where it is
 * @param kept how much of it is
 */
record LogOutput(LogPlaceUri log, LogRetention kept) implements OutputUri {

    /** Of datagrams that are full, as a log counts them, with the times by which it is replayed. */
    private static final SplitOutputConfig CUT = new SplitOutputConfig(7, 16, Duration.ofMillis(20)).keepingArrivals();

    private static final String AWAY = "no log";

    static LogOutput of(StreamUri uri) {
        LogPlaceUri log = LogPlaceUri.of(uri);
        Set<String> options = RateBounds.and("keep", "keep-bytes");
        options.addAll(log.optionsOfOutput());
        uri.allowOptions(options);
        return new LogOutput(log, LogRetentionOption.of(uri));
    }

    /**
     * A log that may be away is waited for. One in a directory has one writer at a time: after a reload that is this one as soon as
     * the one before has ended, which is before this begins to send.
     */
    @Override
    public Sink open(Delivery delivery, StreamListener listener) {
        refuseImpossible(delivery);
        Place place = new Place(this, listener);
        Waiting waiting = new Waiting(this, listener);
        if (log.isElsewhere()) {
            return HostSink.open(place, waiting);
        }
        return delivery.isSoonOver() ? openNow(listener) : HostSink.openWhenSending(place, waiting);
    }

    private Sink openNow(StreamListener listener) {
        try {
            return open(listener);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private LogSink open(StreamListener listener) throws IOException {
        TsLog opened = log.open(kept, event -> tell(event, listener));
        try {
            return LogSink.to(toString(), log.feed(opened), opened);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Where the log is, as soon as it is there. */
    private record Place(LogOutput output, StreamListener listener) implements HostSink.Host<LogPlaceUri> {

        @Override
        public LogPlaceUri find(@Nullable LogPlaceUri before) throws UnknownHostException {
            Optional<String> problem = output.log.isElsewhere() ? Optional.empty() : output.missing();
            if (problem.isPresent()) {
                throw new UnknownHostException(problem.get());
            }
            return output.log;
        }

        @Override
        public Sink open(LogPlaceUri place, NetworkFollower.Listener waiting) throws IOException {
            return output.open(listener);
        }

        @Override
        public String absence() {
            return AWAY;
        }

        @Override
        public String toString() {
            return output.toString();
        }
    }

    private record Waiting(LogOutput output, StreamListener listener) implements NetworkFollower.Listener {

        @Override
        public void waiting(String problem) {
            listener.waits(output.withoutPlace(problem));
        }

        @Override
        public void back(Duration waited) {
            listener.isBack(waited, OptionalLong.empty());
        }

        @Override
        public void onlyLoopback() {
            // no group is joined
        }
    }

    private void tell(LogEvent event, StreamListener listener) {
        if (event instanceof LogEvent.Waits waits) {
            listener.waits(withoutPlace(waits.problem()));
        } else if (event instanceof LogEvent.IsBack back) {
            listener.isBack(back.waited(), OptionalLong.of(packets(back.lackingBytes())));
        } else if (!isOrdinary(event)) {
            listener.log(event);
        }
    }

    /** What happens as the user asked, and what the counters of the output tell. */
    private static boolean isOrdinary(LogEvent event) {
        return event instanceof LogEvent.Deleted
                || event instanceof LogEvent.FellBehind
                || event instanceof LogEvent.CaughtUp
                || event instanceof LogEvent.Opened opened && opened.last().isEmpty() && opened.cutBytes() == 0;
    }

    private static long packets(long bytes) {
        return bytes / TsPacket.LENGTH;
    }

    private String withoutPlace(String problem) {
        String begin = this + ": ";
        return problem.startsWith(begin) ? problem.substring(begin.length()) : problem;
    }

    @Override
    public boolean isTimed() {
        return false;
    }

    @Override
    public Optional<String> missing() {
        return log.missingToWrite(kept);
    }

    /** What is sent as fast as it is taken would be over before the log is there. */
    @Override
    public void refuseImpossible(Delivery delivery) {
        try {
            log.refuseImpossible();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(this + ": " + e.getMessage(), e);
        }
        if (delivery.isSoonOver()) {
            missing().ifPresent(problem -> {
                throw new UncheckedIOException(this + ": " + problem, new IOException(problem));
            });
        }
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
    public Object place() {
        return log.place();
    }

    /** Streams of other names are not looked at, as there are many; where one is a link to another, its lock is taken. */
    @Override
    public boolean meets(OutputUri other) {
        return other instanceof LogOutput another
                && log.stream().equals(another.log.stream())
                && log.isThatOf(another.log);
    }

    @Override
    public void refuseIfInput(InputUri from) {
        if (from instanceof LogInput input && input.place().isThatOf(log)) {
            throw new IllegalArgumentException(this + ": is the input as well (expected: another stream of the log)");
        }
    }

    @Override
    public String toString() {
        return log.toString();
    }
}
