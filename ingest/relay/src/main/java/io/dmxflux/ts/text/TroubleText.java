// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.split.StreamStats;
import io.dmxflux.ts.tr101290.IndicatorStatus;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Troubles as a person reads them: what, how much in which unit, and what to look at. */
final class TroubleText {

    private static final String BROKERS = "its brokers, and the network to them";
    private static final Pattern GROUP = Pattern.compile("(\\w+://)((?:22[4-9]|23\\d|\\[[fF][fF])[^@]*)");
    private static final double MILLIS = 1e3;
    private static final double KILO = 1e3;
    private static final double MEGA = 1e6;
    private static final long KILOBITS_BELOW = 1_000_000;

    private TroubleText() {}

    static String of(RelayEvent.TroubleBegan event) {
        return EventText.of(event.trouble().subject()) + began(event.trouble());
    }

    /** The rest of that line. */
    static String began(Trouble trouble) {
        return trouble.accept(new Began());
    }

    static String of(RelayEvent.TroubleOver event) {
        return EventText.of(event.trouble().subject()) + event.trouble().accept(new Over(seconds(event.lasted())));
    }

    static String of(RelayEvent.ProcessStopped event) {
        return "this process did not run for " + seconds(event.time()) + " (stopped, suspended, or without CPU);"
                + " what its inputs lost meanwhile is on the kernel's account";
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / MILLIS);
    }

    private static String millis(Duration time) {
        return time.toMillis() + " ms";
    }

    /** In the unit that shows two digits or more. */
    private static String rate(long bitsPerSecond) {
        return bitsPerSecond < KILOBITS_BELOW
                ? String.format(Locale.ROOT, "%.1f kbit/s", bitsPerSecond / KILO)
                : String.format(Locale.ROOT, "%.2f Mbit/s", bitsPerSecond / MEGA);
    }

    private static boolean isOfCluster(Trouble.Subject subject) {
        return subject.output().filter(EventText::isOfCluster).isPresent();
    }

    private static boolean isOfLog(String input) {
        return input.startsWith("log:") || input.startsWith("kafka:");
    }

    private static String amount(Trouble.Losses losses) {
        long amount = losses.amount();
        return switch (losses.kind()) {
            case MISSING_PACKETS ->
                "lost by signal: at least " + counted(amount, "packet") + " missing (continuity_counter)";
            case TRANSPORT_ERRORS ->
                "lost by signal: " + counted(amount, "packet") + " damaged (transport_error_indicator)";
            case UNALIGNED_BYTES -> "lost by signal: " + counted(amount, "byte") + " out of sync";
            case MISSING_DATAGRAMS ->
                "lost by signal: " + counted(amount, "datagram") + " missing ("
                        + (isOfLog(losses.subject().input()) ? "number in the log" : "RTP sequence number") + ")";
            case LATE_DATAGRAMS -> "lost by policy: " + counted(amount, "datagram") + " late, and left out";
            case MALFORMED_DATAGRAMS -> "foreign: " + counted(amount, "datagram") + " with an RTP header that is wrong";
            case KERNEL_DATAGRAMS ->
                "lost by kernel: " + counted(amount, "datagram") + " dropped, as the socket was full";
            case KERNEL_GAPS -> "lost by kernel: " + counted(amount, "gap") + " of unknown size in what was read";
            case STARVED_MILLIS -> "lost by kernel: no buffer to fill for up to " + amount + " ms";
            case INPUT_DROPS -> "lost by policy: " + counted(amount, "packet") + " dropped, as outputs lag";
            case OUTPUT_DROPS -> "lost by policy: " + counted(amount, "packet") + " dropped, as it lags";
            case REFUSED_PACKETS ->
                "lost by socket: " + counted(amount, "packet") + " refused (" + String.join(", ", losses.reasons())
                        + ")";
        };
    }

    private static String tooMuch(Trouble.ShareTooSmall trouble) {
        return "lost by policy: " + counted(trouble.packets(), "packet")
                + " dropped, as the service needs more than every= gives it";
    }

    /** With the PIDs before and after mapping, such as {@code PID 120 (video, sent as 256)}. */
    private static String named(List<StreamStats> streams) {
        return streams.stream()
                .map(stream -> "PID " + stream.pid() + " ("
                        + stream.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                        + (stream.pid() == stream.sentPid() ? "" : ", sent as " + stream.sentPid()) + ")")
                .collect(Collectors.joining(", "));
    }

    /** Such as {@code TR 101 290 1.5.a PMT_error_2, PID 256 (service 101)}. */
    private static String indicator(Trouble.IndicatorRaised trouble) {
        IndicatorStatus status = trouble.status();
        String services = status.services().isEmpty()
                ? ""
                : status.services().stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(
                                ", ", status.services().size() == 1 ? " (service " : " (services ", ")"));
        return "TR 101 290 " + status.indicator() + (status.pid() == null ? "" : ", PID " + status.pid() + services);
    }

    private static String counted(long amount, String unit) {
        return amount + " " + unit + (amount == 1 ? "" : "s");
    }

    /** The rest of a line that says what has begun. */
    private static final class Began implements Trouble.Visitor<String> {

        @Override
        public String inputSilent(Trouble.InputSilent trouble) {
            String input = trouble.subject().input();
            if (trouble.datagrams() > 0) {
                return "nothing for " + seconds(trouble.silence()) + " but " + counted(trouble.datagrams(), "datagram")
                        + " of which none was taken (each twice, late, empty, malformed, or of another sender); check"
                        + " what is sent there";
            }
            return "nothing for " + seconds(trouble.silence()) + "; check " + whatFeeds(input);
        }

        private static boolean isOfNetwork(String input) {
            return input.startsWith("udp:") || input.startsWith("rtp:");
        }

        private static String whatFeeds(String input) {
            if (isOfNetwork(input)) {
                return "the sender and ?iface=";
            }
            boolean isPipe = input.equals("-") || input.startsWith("file:") && !input.startsWith("file:/dev/");
            return isPipe || isOfLog(input) ? "who writes it" : "the signal";
        }

        @Override
        public String lockLost(Trouble.LockLost trouble) {
            return "lock lost; check the antenna, its cable and what may disturb them";
        }

        @Override
        public String outputBlocked(Trouble.OutputBlocked trouble) {
            return "takes nothing for " + seconds(trouble.silence()) + ", "
                    + counted(trouble.waitingPackets(), "packet") + " wait; check "
                    + (isOfCluster(trouble.subject()) ? BROKERS : "its disk, or who reads it");
        }

        @Override
        public String losses(Trouble.Losses trouble) {
            return amount(trouble) + "; " + cause(trouble);
        }

        @Override
        public String shareTooSmall(Trouble.ShareTooSmall trouble) {
            return tooMuch(trouble) + "; expected: every=" + trouble.fittingShare();
        }

        @Override
        public String twoSenders(Trouble.TwoSenders trouble) {
            return "two senders send to it at once"
                    + (trouble.mixed().isEmpty()
                            ? "; one is followed, the other's datagrams are left out"
                            : ", " + String.join(" and ", trouble.mixed())
                                    + "; both are taken, and what they send is mixed")
                    + "; stop one" + choice(trouble.subject().input(), trouble.mixed());
        }

        @Override
        public String streamsAway(Trouble.StreamsAway trouble) {
            return (trouble.black() ? "black: " : "") + "nothing comes of " + named(trouble.streams())
                    + ", which its PMT has; check its encoder or multiplexer";
        }

        @Override
        public String scrambled(Trouble.Scrambled trouble) {
            return "scrambled: " + named(trouble.streams())
                    + "; it is sent as it comes; check the CAM, the card or the subscription";
        }

        @Override
        public String outputLate(Trouble.OutputLate trouble) {
            return "late: " + counted(trouble.packets(), "packet") + " left up to " + millis(trouble.worst())
                    + " after their time; check the load of this machine";
        }

        @Override
        public String rateOutOfBounds(Trouble.RateOutOfBounds trouble) {
            RateBounds bounds = trouble.bounds();
            boolean low = bounds.compare(trouble.lowest()) < 0;
            return "bit rate " + rate(low ? trouble.lowest() : trouble.highest()) + ", "
                    + (low
                            ? "less than minrate, " + rate(bounds.least())
                            : "more than maxrate, " + rate(bounds.most()));
        }

        @Override
        public String indicatorRaised(Trouble.IndicatorRaised trouble) {
            return indicator(trouble) + ": raised"
                    + (trouble.subject().output().isPresent() ? " by what is sent, though not by what arrives" : "");
        }

        /** Of a group whose sender is not chosen yet, as the user would write it: not for two programs of one host. */
        private static String choice(String input, List<String> senders) {
            Matcher group = GROUP.matcher(input);
            List<String> hosts = senders.stream()
                    .map(sender -> sender.substring(0, sender.lastIndexOf(':')))
                    .distinct()
                    .toList();
            if (!group.matches() || hosts.size() == 1) {
                return "";
            }
            return ", or choose one with " + group.group(1) + (hosts.isEmpty() ? "SENDER" : hosts.get(0)) + "@"
                    + group.group(2);
        }

        private static String cause(Trouble.Losses losses) {
            return switch (losses.kind()) {
                case MISSING_PACKETS, TRANSPORT_ERRORS ->
                    "check the signal"
                            + (isOfNetwork(losses.subject().input()) ? ", or the network before this machine" : "");
                case UNALIGNED_BYTES -> "check what is sent, and that it is whole: packets of 188 bytes are expected";
                case MISSING_DATAGRAMS ->
                    isOfLog(losses.subject().input())
                            ? "check who writes it"
                            : "check the network between the sender and this machine";
                case LATE_DATAGRAMS -> "check the network before this machine: it reorders them";
                case MALFORMED_DATAGRAMS -> "check what else is sent there";
                case KERNEL_DATAGRAMS -> "check the load of this machine, and net.core.rmem_max";
                case KERNEL_GAPS, STARVED_MILLIS -> "check the load of this machine";
                case INPUT_DROPS -> "check the outputs";
                case OUTPUT_DROPS -> "check " + (isOfCluster(losses.subject()) ? BROKERS : "its disk or network");
                case REFUSED_PACKETS -> "sending goes on when the network takes them";
            };
        }
    }

    /** The rest of a line that says what is over. */
    private static final class Over implements Trouble.Visitor<String> {

        private static final String AT_ONCE = seconds(Duration.ZERO);

        private final String lasted;

        Over(String lasted) {
            this.lasted = lasted;
        }

        @Override
        public String inputSilent(Trouble.InputSilent trouble) {
            return "packets arrive again, after " + lasted;
        }

        @Override
        public String lockLost(Trouble.LockLost trouble) {
            return "lock regained, after " + lasted
                    + (trouble.times() == 1
                            ? ""
                            : ", lost " + trouble.times() + " times, " + seconds(trouble.unlocked()) + " without it")
                    + "; at least " + counted(trouble.missingPackets(), "packet") + " missing";
        }

        @Override
        public String outputBlocked(Trouble.OutputBlocked trouble) {
            return "takes packets again, after " + lasted;
        }

        @Override
        public String losses(Trouble.Losses trouble) {
            return trouble.amount() == 0
                    ? "what was missing for " + lasted + " came late; nothing is lost"
                    : amount(trouble) + ", all " + (lasted.equals(AT_ONCE) ? "at once" : "in " + lasted)
                            + "; no more since";
        }

        @Override
        public String shareTooSmall(Trouble.ShareTooSmall trouble) {
            return tooMuch(trouble) + ", all in " + lasted + "; no more since; expected: every="
                    + trouble.fittingShare();
        }

        @Override
        public String twoSenders(Trouble.TwoSenders trouble) {
            return "only one sender again, after " + lasted
                    + (trouble.mixed().isEmpty()
                            ? "; " + counted(trouble.foreignDatagrams(), "datagram") + " left out"
                            : "");
        }

        @Override
        public String streamsAway(Trouble.StreamsAway trouble) {
            return named(trouble.streams()) + (trouble.streams().size() == 1 ? " is" : " are") + " back, after "
                    + lasted;
        }

        @Override
        public String scrambled(Trouble.Scrambled trouble) {
            return "clear again, after " + lasted + " scrambled";
        }

        @Override
        public String outputLate(Trouble.OutputLate trouble) {
            return "in time again, after " + lasted + "; " + counted(trouble.packets(), "packet") + " left up to "
                    + millis(trouble.worst()) + " late";
        }

        @Override
        public String rateOutOfBounds(Trouble.RateOutOfBounds trouble) {
            String lowest = rate(trouble.lowest());
            String highest = rate(trouble.highest());
            RateBounds bounds = trouble.bounds();
            String back = bounds.compare(trouble.now()) == 0
                    ? "within its bounds again"
                    : bounds.compare(trouble.lowest()) < 0
                            ? "not less than minrate any more"
                            : "not more than maxrate any more";
            return "bit rate " + back + ", after " + lasted + "; it was " + lowest
                    + (lowest.equals(highest) ? "" : " to " + highest);
        }

        @Override
        public String indicatorRaised(Trouble.IndicatorRaised trouble) {
            return indicator(trouble) + ": cleared, after " + lasted + "; "
                    + counted(trouble.status().count(), "error");
        }
    }
}
