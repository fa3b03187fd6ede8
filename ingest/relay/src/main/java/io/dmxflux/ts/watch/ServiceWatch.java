// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.split.StreamStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Follows the video and audio of one output's service: PIDs that its PMT has and that stay away while the input goes on, which
 * an encoder that has died looks like, and scrambled packets. Subtitles, teletext and data may rightly pause, and are not
 * followed.
 *
 * <p><b>Time:</b> for what stays away, that in which the input goes on.
 * <p><b>Threading:</b> one thread.
 */
final class ServiceWatch {

    /** Without a packet for so long a stream is away. */
    static final Duration AWAY = Duration.ofMillis(1_500);

    /** Without a scrambled packet for so long a service is clear. */
    static final Duration CLEAR = Duration.ofSeconds(2);

    private final Trouble.Subject output;
    private final Map<Integer, Stream> streams = new HashMap<>();
    private Duration arriving = Duration.ZERO;

    private boolean scrambled;
    private Duration scrambledSince = Duration.ZERO;
    private Duration lastScrambled = Duration.ZERO;

    /** One PID. */
    private static final class Stream {

        private StreamStats stats;
        private Duration lastSeen;
        private Optional<Duration> awaySince = Optional.empty();

        Stream(StreamStats stats, Duration now) {
            this.stats = stats;
            this.lastSeen = now;
        }
    }

    ServiceWatch(Trouble.Subject output) {
        this.output = output;
    }

    /**
     * Looks at what has come of each stream.
     *
     * @param now the streams of the PMT; none while the service is not there
     * @param earlier when they were looked at before
     * @param elapsed when this is
     * @param arrives whether the input has gone on since then
     * @return what has changed
     */
    List<RelayEvent> look(List<StreamStats> now, Duration earlier, Duration elapsed, boolean arrives) {
        arriving = arrives ? arriving.plus(elapsed.minus(earlier)) : arriving;
        if (now.isEmpty() && streams.isEmpty() && !scrambled) {
            return List.of(); // a whole multiplex
        }
        List<StreamStats> all = follow(now);
        List<RelayEvent> events = new ArrayList<>();
        lookAtScrambling(all, earlier, elapsed, events); // before the counts are kept
        lookAtPresence(all, elapsed, events);
        return events;
    }

    /** Keeps the streams of picture and sound, and no others. */
    private List<StreamStats> follow(List<StreamStats> now) {
        List<StreamStats> all = new ArrayList<>(now.size());
        for (int i = 0; i < now.size(); i++) { // twice a second, so without an iterator
            StreamStats stream = now.get(i);
            if (stream.kind().isPicturesOrSound()) {
                all.add(stream);
                if (!streams.containsKey(stream.pid())) {
                    streams.put(stream.pid(), new Stream(stream, arriving));
                }
            }
        }
        if (streams.size() > all.size()) {
            streams.keySet().retainAll(all.stream().map(StreamStats::pid).toList());
        }
        return all;
    }

    private void lookAtPresence(List<StreamStats> all, Duration elapsed, List<RelayEvent> events) {
        List<StreamStats> gone = new ArrayList<>(0);
        List<StreamStats> back = new ArrayList<>(0);
        Duration longest = Duration.ZERO;
        for (int i = 0; i < all.size(); i++) {
            StreamStats now = all.get(i);
            Stream stream = of(now);
            if (now.packets() != stream.stats.packets()) {
                stream.lastSeen = arriving;
                if (stream.awaySince.isPresent()) {
                    Duration lasted = elapsed.minus(stream.awaySince.get());
                    longest = lasted.compareTo(longest) > 0 ? lasted : longest;
                    stream.awaySince = Optional.empty();
                    back.add(now);
                }
            } else if (stream.awaySince.isEmpty()
                    && arriving.minus(stream.lastSeen).compareTo(AWAY) >= 0) {
                stream.awaySince = Optional.of(elapsed.minus(AWAY));
                gone.add(now);
            }
            stream.stats = now;
        }
        if (!back.isEmpty()) {
            events.add(new RelayEvent.TroubleOver(new Trouble.StreamsAway(output, back, false), longest));
        }
        if (!gone.isEmpty()) {
            boolean black = streams.values().stream().allMatch(stream -> stream.awaySince.isPresent());
            events.add(new RelayEvent.TroubleBegan(new Trouble.StreamsAway(output, gone, black)));
        }
    }

    private void lookAtScrambling(List<StreamStats> all, Duration earlier, Duration elapsed, List<RelayEvent> events) {
        List<StreamStats> now = new ArrayList<>(0);
        for (int i = 0; i < all.size(); i++) {
            StreamStats stream = all.get(i);
            if (isMostlyScrambled(stream)) {
                now.add(stream);
            }
        }
        if (!now.isEmpty()) {
            lastScrambled = elapsed;
            if (!scrambled) {
                scrambled = true;
                scrambledSince = earlier;
                events.add(new RelayEvent.TroubleBegan(new Trouble.Scrambled(output, now)));
            }
        } else if (scrambled && all.stream().noneMatch(this::hasNews)) {
            lastScrambled = lastScrambled.plus(elapsed.minus(earlier)); // nothing comes that could be clear
        } else if (scrambled && elapsed.minus(lastScrambled).compareTo(CLEAR) >= 0) {
            scrambled = false;
            events.add(new RelayEvent.TroubleOver(
                    new Trouble.Scrambled(output, all), lastScrambled.minus(scrambledSince)));
        }
    }

    private Stream of(StreamStats now) {
        return Objects.requireNonNull(streams.get(now.pid()), "followed");
    }

    private boolean hasNews(StreamStats now) {
        return now.packets() != of(now).stats.packets();
    }

    /** Of what has come since the last look: scrambling ends and begins in the middle of it. */
    private boolean isMostlyScrambled(StreamStats now) {
        Stream stream = of(now);
        long packets = now.packets() - stream.stats.packets();
        long scrambledPackets = now.scrambledPackets() - stream.stats.scrambledPackets();
        return packets > 0 && 2 * scrambledPackets >= packets;
    }
}
