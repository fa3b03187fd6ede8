// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.ts.log.LogEnd;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogRetention;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.TsLog;
import io.dmxflux.ts.source.LogSource;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.tr101290.Indicator;
import io.dmxflux.ts.tr101290.Tr101290Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A stream of a log: {@code log:NAME@DIR?at=-1h&until=-30m&speed=1}, {@code kafka://HOST:PORT/NAME?at=-1h}, with the spacing that it was received with.
 *
 * @param place where it is
 * @param at where it begins; empty for live
 * @param behind where it goes on instead, when it is opened again; empty at first
 * @param until where it ends; empty for not at all
 * @param untilEnd whether it ends behind what is there when it begins
 * @param speed 1 for as it was
 */
record LogInput(
        LogPlaceUri place,
        Optional<LogMoment> at,
        OptionalLong behind,
        Optional<LogMoment> until,
        boolean untilEnd,
        double speed)
        implements InputUri {

    private static final String LIVE = "live";
    private static final String END = "end";

    static LogInput of(StreamUri uri) {
        LogPlaceUri place = LogPlaceUri.of(uri);
        Set<String> options = IndicatorLimits.and("at", "until", "speed");
        options.addAll(place.optionsOfInput());
        uri.allowOptions(options);
        Optional<LogMoment> at = LogMoment.option(uri, "at", LIVE);
        boolean untilEnd = uri.option("until").filter(END::equals).isPresent();
        Optional<LogMoment> until = LogMoment.option(uri, "until", END);
        double speed = uri.option("speed").map(text -> speed(uri, text)).orElse(1.0);
        if (at.isEmpty() && (untilEnd || until.isPresent() || speed != 1)) {
            throw uri.error("live, and until or speed", "?at= with them");
        }
        Instant now = Instant.now();
        if (at.isPresent()
                && until.isPresent()
                && !at.get().at(now).isBefore(until.get().at(now))) {
            throw uri.error(
                    "until: " + until.get().text(),
                    "a time later than at, which is " + at.get().text());
        }
        return new LogInput(place, at, OptionalLong.empty(), until, untilEnd, speed);
    }

    private static double speed(StreamUri uri, String text) {
        if (text.matches("\\d{1,4}(\\.\\d{1,3})?")) {
            double speed = Double.parseDouble(text);
            if (speed > 0 && speed <= 1_000) {
                return speed;
            }
        }
        throw uri.error("speed: " + text, "a number above 0, up to 1000, as 1 or 0.5");
    }

    @Override
    public Source open(StreamListener listener) {
        TsLog log = log(listener);
        LogSource source = LogSource.paced(log, place.stream(), start(), speed, end());
        return closing(log, source.onEvent(event -> tell(event, listener)));
    }

    @Override
    public Source openToLook(StreamListener listener) {
        if (!isFinite()) {
            return open(listener);
        }
        TsLog log = log(listener);
        return closing(log, LogSource.fast(log, place.stream(), start(), end()));
    }

    private TsLog log(StreamListener listener) {
        try {
            return place.open(LogRetention.ALL, event -> tell(event, listener));
        } catch (IOException e) {
            throw new UncheckedIOException(name() + ": " + e.getMessage(), e);
        }
    }

    /** A reader waits for a log that is away, and goes on where it was; it tells of damage, and of what was deleted too soon. */
    private void tell(LogEvent event, StreamListener listener) {
        if (event instanceof LogEvent.Waits waits) {
            String begin = place + ": ";
            String problem = waits.problem();
            listener.waits(problem.startsWith(begin) ? problem.substring(begin.length()) : problem);
        } else if (event instanceof LogEvent.IsBack back) {
            listener.isBack(back.waited(), OptionalLong.empty());
        } else if (event instanceof LogEvent.Unreadable
                || event instanceof LogEvent.Overtaken
                || event instanceof LogEvent.Lags
                || event instanceof LogEvent.IsLive) {
            listener.log(event);
        }
    }

    private static Source closing(TsLog log, LogSource source) {
        source.whenClosed().whenComplete((nothing, failure) -> log.close());
        return source;
    }

    @Override
    public boolean isKept() {
        return at.isPresent();
    }

    /** One that is live goes on live: it would be late from then on. */
    @Override
    public InputUri behind(Source before) {
        return before instanceof LogSource source
                        && at.isPresent()
                        && source.position().isPresent()
                ? new LogInput(place, at, source.position(), until, untilEnd, speed)
                : this;
    }

    private LogStart start() {
        if (behind.isPresent()) {
            return new LogStart.Position(behind.getAsLong());
        }
        return at.<LogStart>map(moment -> new LogStart.At(moment.at(Instant.now())))
                .orElse(LogStart.LIVE);
    }

    private LogEnd end() {
        return until.<LogEnd>map(moment -> new LogEnd.Before(moment.at(Instant.now())))
                .orElse(untilEnd ? LogEnd.THERE : LogEnd.NEVER);
    }

    @Override
    public boolean isOfLog() {
        return true;
    }

    /** With what makes it another reader of the same stream. */
    @Override
    public String name() {
        List<String> options = new ArrayList<>();
        at.ifPresent(moment -> options.add("at=" + moment));
        until.ifPresent(moment -> options.add("until=" + moment));
        if (untilEnd) {
            options.add("until=" + END);
        }
        if (speed != 1) {
            options.add(
                    "speed=" + BigDecimal.valueOf(speed).stripTrailingZeros().toPlainString());
        }
        return place + (options.isEmpty() ? "" : "?" + String.join("&", options));
    }

    /** A span that is over is not worth to wait for. */
    @Override
    public boolean isFinite() {
        return untilEnd || until.isPresent();
    }

    /** Buffers carry when their packets came, at any pace. */
    @Override
    public Tr101290Config tr101290() {
        return Tr101290Config.builder()
                .unknown(Indicator.SYNC_BYTE, "a log has whole packets")
                .build();
    }

    @Override
    public boolean isPassing(Throwable failure) {
        return !isFinite() && failure instanceof UncheckedIOException;
    }

    @Override
    public Optional<String> missing() {
        return place.missingToRead();
    }
}
