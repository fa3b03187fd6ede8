// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import io.dmxflux.dmx.pool.PoolEvent;
import io.dmxflux.ts.event.AnnounceEvent;
import io.dmxflux.ts.event.ConfigEvent;
import io.dmxflux.ts.event.InputEvent;
import io.dmxflux.ts.event.MemoryEvent;
import io.dmxflux.ts.event.OutputEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.RelayEventVisitor;
import io.dmxflux.ts.event.WaitEvent;
import io.dmxflux.ts.plan.FileProblem;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.source.UdpSourceStats;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Events as a person reads them. Events of relays, splitters and pools become text here and nowhere else. */
public final class EventText implements RelayEventVisitor<List<String>> {

    private static final EventText TEXT = new EventText();

    private static final double BYTES_PER_MEGABYTE = 1 << 20;

    /** What was told so soon has happened at the time of its line. */
    private static final Duration TOLD_AT_ONCE = Duration.ofSeconds(1);

    private EventText() {}

    /**
     * Says what has happened.
     *
     * @param event the event
     * @return lines for a terminal; none for what happens as the user asked
     */
    public static List<String> lines(RelayEvent event) {
        return event.accept(TEXT);
    }

    /**
     * Begins a line with its subject; {@code sim:} has its colon.
     *
     * @param subject an input or an output
     * @return its name, a colon and a space
     */
    public static String of(Object subject) {
        String name = subject.toString();
        return name.endsWith(":") ? name + " " : name + ": ";
    }

    @Override
    public List<String> loopbackChosen(RelayEvent.LoopbackChosen event) {
        return List.of(event.missing() + "; using the loopback interface "
                + event.loopback().getName() + ", name another with ?iface=");
    }

    @Override
    public List<String> outputStarted(OutputEvent.OutputStarted event) {
        return List.of();
    }

    @Override
    public List<String> outputEnded(OutputEvent.OutputEnded event) {
        return event.failure().stream()
                .map(failure -> event.output() + ": "
                        + withoutPlace(event.output().to(), reason(failure)) + "; this output has ended")
                .toList();
    }

    /** A sink's message begins with its place, which the line has named already. */
    private static String withoutPlace(OutputUri to, String reason) {
        String place = to.toString().replaceFirst("^file:", "") + ": ";
        return reason.startsWith(place) ? reason.substring(place.length()) : reason;
    }

    @Override
    public List<String> inputFailed(InputEvent.InputFailed event) {
        return List.of(of(event.input()) + event.failure().getMessage() + "; this input has ended");
    }

    @Override
    public List<String> relayRemoved(RelayEvent.RelayRemoved event) {
        return List.of(of(event.stats().input()) + StatsText.removed(event.stats(), event.book()));
    }

    @Override
    public List<String> serviceRefused(OutputEvent.ServiceRefused event) {
        return List.of("service " + event.serviceId() + ": has no output: "
                + event.reason().getMessage());
    }

    @Override
    public List<String> split(RelayEvent.Split event) {
        return List.of(of(event.input()) + SplitEventText.of(event.event()));
    }

    @Override
    public List<String> pool(RelayEvent.Pool event) {
        return List.of(
                event.event() instanceof PoolEvent.SignalsBlocked blocked
                        ? text(blocked)
                        : event.event().message());
    }

    /** Those who use the library are told otherwise: here it is never their code. */
    private static String text(PoolEvent.SignalsBlocked blocked) {
        return of(blocked.path()) + "nothing was taken from the device for " + seconds(blocked.lasted())
                + ", as packets were still being worked on; what the kernel could not keep is on its account; check the"
                + " load of this machine";
    }

    @Override
    public List<String> troubleBegan(RelayEvent.TroubleBegan event) {
        return List.of(TroubleText.of(event));
    }

    @Override
    public List<String> troubleOver(RelayEvent.TroubleOver event) {
        return List.of(TroubleText.of(event));
    }

    @Override
    public List<String> otherFraming(InputEvent.OtherFraming event) {
        boolean any = event.expected() == UdpSourceStats.Framing.ANY;
        return List.of(of(event.input())
                + switch (event.framing()) {
                    case ANY -> "the datagrams hold nothing yet";
                    case RTP ->
                        any
                                ? "the datagrams are RTP"
                                : "the datagrams are RTP, and are taken as RTP; write rtp:// instead of udp://";
                    case PLAIN ->
                        any
                                ? "the datagrams are plain packets without RTP"
                                : "the datagrams are plain packets without RTP, and are taken as they come;"
                                        + " write udp:// instead of rtp://";
                    case HEADED ->
                        "each datagram has " + event.headerBytes()
                                + " bytes in front of its packets, which are no RTP header; they are skipped";
                }
                + leftOut(event.leftOutDatagrams()));
    }

    private static String leftOut(long datagrams) {
        return datagrams == 0
                ? ""
                : "; the first " + counted(datagrams, "datagram")
                        + " of them are left out, until the others were known to have ended";
    }

    @Override
    public List<String> datagramsLeftOut(InputEvent.DatagramsLeftOut event) {
        return List.of(of(event.input()) + "foreign: " + counted(event.datagrams(), "datagram")
                + " of another kind or sender left out, which came for a moment; check what else is sent to it");
    }

    @Override
    public List<String> senderBeganAgain(InputEvent.SenderBeganAgain event) {
        String often = event.times() == 1 ? "" : " " + event.times() + " times";
        return List.of(of(event.input()) + "the sender began again" + often + ", or another took its place");
    }

    @Override
    public List<String> processStopped(RelayEvent.ProcessStopped event) {
        return List.of(TroubleText.of(event));
    }

    @Override
    public List<String> memoryShort(MemoryEvent.MemoryShort event) {
        String used = inUse(event.usedBytes(), event.limitBytes());
        return List.of(
                event.memory() == MemoryEvent.Memory.DIRECT
                        ? "memory for packets is short: " + used
                                + "; when it is full this process ends; look which outputs lag, or raise"
                                + " -XX:MaxDirectMemorySize in JAVA_OPTS"
                        : "the heap is short: " + used
                                + " after a collection; pauses get longer, and when it is full this process ends; raise"
                                + " -Xmx in JAVA_OPTS");
    }

    @Override
    public List<String> memoryEnough(MemoryEvent.MemoryEnough event) {
        String what = event.memory() == MemoryEvent.Memory.DIRECT ? "memory for packets" : "the heap";
        return List.of(what + " is enough again, after " + seconds(event.lasted()) + "; "
                + inUse(event.mostBytes(), event.limitBytes()) + " at most");
    }

    private static String inUse(long used, long limit) {
        return String.format(
                Locale.ROOT, "%.1f of %.1f MB in use", used / BYTES_PER_MEGABYTE, limit / BYTES_PER_MEGABYTE);
    }

    @Override
    public List<String> booksUnbalanced(RelayEvent.BooksUnbalanced event) {
        long bytes = event.imbalanceBytes();
        return List.of(of(event.subject()) + "the books are out by " + Math.abs(bytes)
                + (bytes > 0 ? " bytes that no account has" : " bytes that are on two accounts")
                + "; this is a defect of dmxflux, please report it with this line");
    }

    @Override
    public List<String> inputWaits(WaitEvent.InputWaits event) {
        return List.of("input " + of(event.input()) + event.problem() + "; waiting for it");
    }

    @Override
    public List<String> inputIsBack(WaitEvent.InputIsBack event) {
        return List.of("input " + of(event.input()) + "goes on after " + seconds(event.waited()));
    }

    @Override
    public List<String> outputWaits(WaitEvent.OutputWaits event) {
        String counted = isOfCluster(event.output()) ? "lost" : "refused";
        return List.of("output " + event.output() + ": " + event.problem() + "; waiting for it, and counting what is "
                + counted);
    }

    /** What keeps what comes for as long as it has room. */
    static boolean isOfCluster(String output) {
        return output.startsWith("kafka:");
    }

    @Override
    public List<String> outputIsBack(WaitEvent.OutputIsBack event) {
        return List.of(
                "output " + event.output() + ": goes on after " + seconds(event.waited()) + lacking(event.lacking()));
    }

    private static String lacking(OptionalLong packets) {
        return packets.isPresent() ? "; it lacks " + packets.getAsLong() + " packets" : "";
    }

    @Override
    public List<String> fileOpened(OutputEvent.FileOpened event) {
        String opened = (event.appended() ? "goes on behind what is in " : "writes ") + event.file();
        String cut = event.cutBytes().isEmpty()
                ? ""
                : ", whose last packet was cut after " + event.cutBytes().getAsInt() + " bytes and is filled up";
        String kept = event.kept()
                .map(file -> ", as " + file + " is no transport stream of packets of 188 bytes and stays as it is")
                .orElse("");
        return List.of("output " + event.output() + ": " + opened + cut + kept);
    }

    @Override
    public List<String> fileReplaced(OutputEvent.FileReplaced event) {
        String now = event.file().equals(event.gone())
                ? "it is written from its beginning, and"
                : event.file() + " is written, and";
        return List.of("output " + event.output() + ": " + event.gone() + " was removed, renamed or unmounted; " + now
                + " lacks the " + event.lackingPackets() + " packets before");
    }

    @Override
    public List<String> fileTruncated(OutputEvent.FileTruncated event) {
        return List.of("output " + event.output() + ": another program has made " + event.file() + " shorter by "
                + event.lackingPackets() + " packets; it goes on at its end");
    }

    @Override
    public List<String> logRead(InputEvent.LogRead event) {
        return List.of("input " + of(event.input()) + LogEventText.of(event.event()));
    }

    @Override
    public List<String> logWritten(OutputEvent.LogWritten event) {
        return List.of("output " + of(event.output()) + LogEventText.of(event.event()));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }

    @Override
    public List<String> manyEvents(RelayEvent.ManyEvents event) {
        String many = event.count() == 1 ? "" : "the last of " + event.count() + " changes in " + seconds(event.time());
        String ago = event.ago().compareTo(TOLD_AT_ONCE) < 0 ? "" : seconds(event.ago()) + " ago";
        String rest = many.isEmpty() || ago.isEmpty() ? many + ago : many + ", " + ago;
        return rest.isEmpty()
                ? lines(event.last())
                : lines(event.last()).stream()
                        .map(line -> line + " (" + rest + ")")
                        .toList();
    }

    @Override
    public List<String> versionsNotKept(RelayEvent.VersionsNotKept event) {
        return List.of(event.file() + ": " + event.problem() + " (" + FileProblem.of(event.reason())
                + "); after a restart tables have versions by the time");
    }

    @Override
    public List<String> versionsKept(RelayEvent.VersionsKept event) {
        return List.of(event.file() + ": is written again after " + seconds(event.after()));
    }

    @Override
    public List<String> playlistNotWritten(AnnounceEvent.PlaylistNotWritten event) {
        return List.of(reason(event.failure()));
    }

    @Override
    public List<String> playlistWritten(AnnounceEvent.PlaylistWritten event) {
        return List.of(event.file() + ": is written again");
    }

    @Override
    public List<String> notAnnounced(AnnounceEvent.NotAnnounced event) {
        return List.of(reason(event.failure()));
    }

    @Override
    public List<String> announcementsFail(AnnounceEvent.AnnouncementsFail event) {
        return List.of("announcements on " + event.group().getHostAddress() + ": fail (" + event.reason() + ")");
    }

    @Override
    public List<String> announcementsResumed(AnnounceEvent.AnnouncementsResumed event) {
        return List.of("announcements on " + event.group().getHostAddress() + ": go through again");
    }

    @Override
    public List<String> configApplied(ConfigEvent.Applied event) {
        return List.of(event.file() + ": read again, and in force: " + summary(event.plans()));
    }

    @Override
    public List<String> configRefused(ConfigEvent.Refused event) {
        return List.of(event.reason().getMessage() + "; nothing has changed");
    }

    @Override
    public List<String> configNotWatched(ConfigEvent.NotWatched event) {
        return List.of(reason(event.reason()));
    }

    private static String reason(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }

    /** Says how much is planned, such as {@code 2 inputs, 7 outputs}. */
    private static String summary(List<RelayPlan> plans) {
        int outputs = plans.stream().mapToInt(plan -> plan.outputs().size()).sum();
        long all =
                plans.stream().filter(plan -> plan.everyService().isPresent()).count();
        return counted(plans.size(), "input") + ", " + counted(outputs, "output")
                + (all == 0 ? "" : ", and every service of " + counted(all, "input"));
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
