// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.psi.StreamKind;
import io.dmxflux.ts.split.StreamStats;
import io.dmxflux.ts.text.EventText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Video, audio and subtitles of a service, looked at twice a second. */
class ServiceWatchTest {

    private static final String NAME = "dvb:0 -> udp://239.1.1.1:5 (service 7): ";

    private final ServiceWatch watch =
            new ServiceWatch(Trouble.Subject.input("dvb:0").output("udp://239.1.1.1:5 (service 7)"));
    private Duration now = Duration.ZERO;
    private long video;
    private long audio;
    private long scrambled;
    private boolean videoComes = true;
    private boolean audioComes = true;
    private boolean isScrambled;
    private boolean arrives = true;
    private boolean isListed = true;

    private List<String> look(int times) {
        List<String> lines = new ArrayList<>();
        for (int time = 0; time < times; time++) {
            Duration earlier = now;
            now = now.plusMillis(500);
            if (arrives) {
                video += videoComes ? 1_000 : 0;
                audio += audioComes ? 50 : 0;
                scrambled += isScrambled && videoComes ? 990 : 0;
            }
            List<StreamStats> streams = isListed
                    ? List.of(
                            new StreamStats(120, 256, StreamKind.VIDEO, video, scrambled),
                            new StreamStats(130, 130, StreamKind.AUDIO, audio, 0),
                            new StreamStats(140, 140, StreamKind.SUBTITLES, 0, 0))
                    : List.of();
            watch.look(streams, earlier, now, arrives).forEach(event -> lines.addAll(EventText.lines(event)));
        }
        return lines;
    }

    @Test
    void aServiceThatIsWellIsNotTalkedAbout() {
        assertThat(look(100)).isEmpty();
    }

    @Test
    void aDeadEncoderIsToldWithinTwoSecondsAndWhenItIsBack() {
        look(10);
        videoComes = false;
        audioComes = false;
        assertThat(look(2)).isEmpty();
        assertThat(look(2))
                .containsExactly(
                        NAME + "black: nothing comes of PID 120 (video, sent as 256), PID 130 (audio), which its"
                                + " PMT has; check its encoder or multiplexer");
        assertThat(look(50)).isEmpty();
        videoComes = true;
        audioComes = true;
        assertThat(look(1))
                .containsExactly(NAME + "PID 120 (video, sent as 256), PID 130 (audio) are back, after 27.5 s");
        assertThat(look(50)).isEmpty();
    }

    @Test
    void oneStreamThatStaysAwayIsNotABlackService() {
        look(3);
        audioComes = false;
        assertThat(look(10))
                .containsExactly(
                        NAME + "nothing comes of PID 130 (audio), which its PMT has; check its encoder or multiplexer");
        videoComes = false;
        assertThat(look(10)).singleElement().asString().contains("black: nothing comes of PID 120");
    }

    @Test
    void aStreamThatHasNeverComeIsAwayToo() {
        audioComes = false;
        assertThat(look(5)).singleElement().asString().contains("nothing comes of PID 130");
    }

    /** That is told of as silence of the input. */
    @Test
    void withASilentInputNothingIsAway() {
        look(3);
        arrives = false;
        assertThat(look(100)).isEmpty();
        arrives = true;
        assertThat(look(100)).isEmpty();
    }

    /** That is told of as a service that has left. */
    @Test
    void aServiceThatIsNotThereHasNoStreamsToMiss() {
        look(3);
        isListed = false;
        videoComes = false;
        assertThat(look(100)).isEmpty();
        isListed = true;
        videoComes = true;
        assertThat(look(100)).isEmpty();
    }

    @Test
    void aScrambledServiceIsToldOnceAndWhenItIsClear() {
        look(3);
        isScrambled = true;
        assertThat(look(1))
                .containsExactly(NAME + "scrambled: PID 120 (video, sent as 256); it is sent as it comes; check"
                        + " the CAM, the card or the subscription");
        assertThat(look(100)).isEmpty();
        isScrambled = false;
        assertThat(look(3)).isEmpty();
        assertThat(look(1)).containsExactly(NAME + "clear again, after 50.5 s scrambled");
        assertThat(look(100)).isEmpty();
    }

    @Test
    void whatDoesNotComeIsNotClear() {
        look(3);
        isScrambled = true;
        look(3);
        arrives = false;
        isScrambled = false;
        assertThat(look(20)).isEmpty();
        arrives = true;
        assertThat(look(5)).singleElement().asString().contains("clear again");
    }
}
