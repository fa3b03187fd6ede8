// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.source.UdpSourceStats;
import io.dmxflux.ts.text.EventText;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatagramWatchTest {

    private static final UdpSourceStats.Framing PLAIN = UdpSourceStats.Framing.PLAIN;
    private static final UdpSourceStats.Framing RTP = UdpSourceStats.Framing.RTP;
    private static final String INPUT = "udp://239.1.1.1:5";
    private static final UdpSourceStats.Mixed ONE = UdpSourceStats.Mixed.NONE;

    private final DatagramWatch watch = new DatagramWatch(Trouble.Subject.input(INPUT));

    @Test
    void datagramsOfAnotherKindAreToldOnceWithWhatToWrite() {
        assertThat(look(1, datagrams(PLAIN, PLAIN, 0, 0))).isEmpty();
        assertThat(look(2, datagrams(PLAIN, RTP, 0, 0)))
                .containsExactly(
                        INPUT + ": the datagrams are RTP, and are taken as RTP; write rtp:// instead of udp://");
        assertThat(look(3, datagrams(PLAIN, RTP, 0, 0))).isEmpty();
        assertThat(look(4, datagrams(PLAIN, UdpSourceStats.Framing.HEADED, 0, 0)))
                .containsExactly(
                        INPUT + ": each datagram has 12 bytes in front of its packets, which are no RTP header;"
                                + " they are skipped");
        assertThat(look(5, datagrams(RTP, PLAIN, 0, 0))).hasSize(1);
    }

    @Test
    void whereNoKindIsExpectedTheOneFoundIsTold() {
        UdpSourceStats.Framing any = UdpSourceStats.Framing.ANY;
        assertThat(look(1, datagrams(any, any, 0, 0))).isEmpty();
        assertThat(look(2, datagrams(any, RTP, 0, 0))).containsExactly(INPUT + ": the datagrams are RTP");
        assertThat(look(3, datagrams(any, RTP, 0, 0))).isEmpty();
        assertThat(look(4, datagrams(any, PLAIN, 0, 0)))
                .containsExactly(INPUT + ": the datagrams are plain packets without RTP");
    }

    /** What it costs to find out that the kind has changed is told, each time that it does. */
    @Test
    void datagramsThatAreLeftOutWhileTheKindChangesAreTold() {
        assertThat(look(1, leftOut(RTP, 0))).isEmpty();
        assertThat(look(2, leftOut(PLAIN, 19)))
                .containsExactly(INPUT + ": the datagrams are plain packets without RTP, and are taken as they come;"
                        + " write udp:// instead of rtp://; the first 19 datagrams of them are left out, until the others"
                        + " were known to have ended");
        assertThat(look(12, leftOut(RTP, 19))).isEmpty();
        assertThat(look(13, leftOut(PLAIN, 20))).singleElement().asString().contains("the first 1 datagram of them");
    }

    /** A look may find the kind that was there before. */
    @Test
    void whatIsLeftOutBetweenTwoLooksIsToldByItself() {
        assertThat(look(1, leftOut(RTP, 0))).isEmpty();
        assertThat(look(2, leftOut(RTP, 46))).containsExactly(leftOutForAMoment("46 datagrams"));
        assertThat(look(3, leftOut(RTP, 46))).isEmpty();
        assertThat(look(4, leftOut(RTP, 47))).containsExactly(leftOutForAMoment("1 datagram"));
        assertThat(look(5, leftOut(PLAIN, 47))).singleElement().asString().doesNotContain("left out");
        assertThat(look(6, leftOut(RTP, 47))).isEmpty();
        assertThat(look(7, leftOut(PLAIN, 60)))
                .as("as it was told a moment before which kind comes")
                .containsExactly(leftOutForAMoment("13 datagrams"));
    }

    private static String leftOutForAMoment(String datagrams) {
        return INPUT + ": foreign: " + datagrams + " of another kind or sender left out, which came for a moment;"
                + " check what else is sent to it";
    }

    /** What had come before the look that finds two senders is of the second one as well. */
    @Test
    void allThatIsLeftOutOfASecondSenderIsToldWhenItIsGone() {
        assertThat(look(1, rival(9, 0, 0))).as("nothing is known of them").isEmpty();
        assertThat(look(2, rival(40, 40, 1))).hasSize(1);
        assertThat(look(7, rival(40, 40, 1)))
                .containsExactly(INPUT + ": only one sender again, after 0.0 s; 40 datagrams left out");
    }

    private static UdpSourceStats rival(long foreign, long leftOut, long rivals) {
        return new UdpSourceStats(1000, 1000, 0, 0, foreign, 0, 0, 0, 0, 0, 0, 0, rivals, RTP, RTP, 0, 0, leftOut, ONE);
    }

    private static UdpSourceStats leftOut(UdpSourceStats.Framing framing, long count) {
        return new UdpSourceStats(1000, 1000, 0, 0, count, 0, 0, 0, 0, 0, 0, 0, 0, RTP, framing, 0, 0, count, ONE);
    }

    /** A sender of a group can be named; there is no sender to name twice, nor of what is sent to this host. */
    @Test
    void whichSenderToNameIsWrittenAsTheInputIs() {
        assertThat(adviceOf("rtp://239.1.1.6:5000?iface=eth0"))
                .endsWith("; stop one, or choose one with rtp://SENDER@239.1.1.6:5000?iface=eth0");
        assertThat(adviceOf("rtp://[ff05::1]:5000")).endsWith("choose one with rtp://SENDER@[ff05::1]:5000");
        assertThat(adviceOf("rtp://10.0.0.1@232.1.1.6:5000")).endsWith("; stop one");
        assertThat(adviceOf("udp://10.0.0.7:5000")).endsWith("; stop one");
    }

    private static String adviceOf(String input) {
        return adviceOf(input, datagrams(RTP, RTP, 9, 1));
    }

    private static String adviceOf(String input, UdpSourceStats datagrams) {
        DatagramWatch other = new DatagramWatch(Trouble.Subject.input(input));
        return EventText.lines(other.look(datagrams, Duration.ofSeconds(1)).get(0))
                .get(0);
    }

    @Test
    void sendersOfPlainPacketsAreNamedUntilThereIsOneAgain() {
        assertThat(look(1, mixed(0))).isEmpty();
        assertThat(look(2, mixed(3, "10.0.0.1:50000", "10.0.0.2:40000")))
                .containsExactly(
                        INPUT + ": two senders send to it at once, 10.0.0.1:50000 and 10.0.0.2:40000; both are"
                                + " taken, and what they send is mixed; stop one, or choose one with udp://10.0.0.1@239.1.1.1:5");
        assertThat(look(3, mixed(60, "10.0.0.2:40000", "10.0.0.1:50000"))).isEmpty();
        assertThat(look(4, mixed(90, "10.0.0.1:50000", "10.0.0.2:40000"))).isEmpty();
        assertThat(look(8, mixed(90, "10.0.0.1:50000", "10.0.0.2:40000"))).isEmpty();
        assertThat(look(9, mixed(90, "10.0.0.1:50000", "10.0.0.2:40000")))
                .containsExactly(INPUT + ": only one sender again, after 2.0 s");
        assertThat(look(20, mixed(91, "10.0.0.1:50000", "10.0.0.2:40000"))).hasSize(1);
    }

    /** Two programs of one host have the same address. */
    @Test
    void sendersThatHaveOneAddressCannotBeChosenByIt() {
        assertThat(adviceOf(INPUT, mixed(1, "10.0.0.1:50000", "10.0.0.1:50001")))
                .endsWith(" is mixed; stop one");
        assertThat(adviceOf("udp://[ff05::1]:5000", mixed(1, "[fd00::1]:5000", "[fd00::2]:5000")))
                .endsWith("choose one with udp://[fd00::1]@[ff05::1]:5000");
    }

    private static UdpSourceStats mixed(long times, String... senders) {
        return new UdpSourceStats(
                1000,
                1000,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                PLAIN,
                PLAIN,
                0,
                0,
                0,
                new UdpSourceStats.Mixed(times, List.of(senders)));
    }

    @Test
    void twoSendersAreToldOnceUntilThereIsOneAgain() {
        assertThat(look(1, datagrams(RTP, RTP, 7, 0))).isEmpty();
        assertThat(look(2, datagrams(RTP, RTP, 100, 1)))
                .containsExactly(INPUT + ": two senders send to it at once; one is followed, the other's datagrams are"
                        + " left out; stop one, or choose one with udp://SENDER@239.1.1.1:5");
        assertThat(look(3, datagrams(RTP, RTP, 200, 1))).isEmpty();
        assertThat(look(4, datagrams(RTP, RTP, 307, 2))).isEmpty();
        assertThat(look(8, datagrams(RTP, RTP, 307, 2))).isEmpty();
        assertThat(look(9, datagrams(RTP, RTP, 307, 2)))
                .containsExactly(INPUT + ": only one sender again, after 2.0 s; 300 datagrams left out");
        assertThat(look(15, datagrams(RTP, RTP, 400, 3))).hasSize(1);
    }

    /** Those that are many are summed up where all events are. */
    @Test
    void aSenderThatBeginsAgainIsToldAtEachLook() {
        assertThat(look(1, restarts(0))).isEmpty();
        assertThat(look(2, restarts(1))).containsExactly(INPUT + ": the sender began again, or another took its place");
        assertThat(look(3, restarts(1))).isEmpty();
        assertThat(look(4, restarts(4)))
                .containsExactly(INPUT + ": the sender began again 3 times, or another took its place");
    }

    private static UdpSourceStats restarts(long count) {
        return new UdpSourceStats(1000, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, count, 0, RTP, RTP, 12, 0, 0, ONE);
    }

    private List<String> look(long second, UdpSourceStats datagrams) {
        return watch.look(datagrams, Duration.ofSeconds(second)).stream()
                .flatMap(event -> EventText.lines(event).stream())
                .toList();
    }

    private static UdpSourceStats datagrams(
            UdpSourceStats.Framing expected, UdpSourceStats.Framing framing, long foreign, long rivals) {
        long leftOut = rivals == 0 ? 0 : foreign - 7; // the others hold no stream
        return new UdpSourceStats(
                1000, 1000, 0, 0, foreign, 0, 0, 0, 0, 0, 0, 0, rivals, expected, framing, 12, 0, leftOut, ONE);
    }
}
