// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Every kind of fault, each with where it can strike. */
final class Faults {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long STOP_MILLIS = 5_000;

    /** A pause of so long, or nearly, is a stop. */
    static final long STOP_NANOS = Duration.ofMillis(STOP_MILLIS - 500).toNanos();

    static final String STOP = "SIGSTOP";
    private static final double DAMAGE = 0.03;
    private static final String RELAY = "relay";

    /** Of an output and of an input that come and go. */
    static final List<Integer> MORE_PORTS = List.of(6160, 6161, 6162);

    private final SoakNetwork network;
    private final Senders senders;
    private final RelayProcess relay;
    private final RelayFiles files;
    private final List<StreamPath> paths;

    Faults(SoakNetwork network, Senders senders, RelayProcess relay, RelayFiles files, List<StreamPath> paths) {
        this.network = network;
        this.senders = senders;
        this.relay = relay;
        this.files = files;
        this.paths = paths;
    }

    List<List<Fault>> kinds() {
        return List.of(
                onCables("interface deleted", network::unplug, network::plugIn),
                onCables("link down", network::downHere, network::up),
                onCables("no carrier", network::downThere, network::up),
                onCables("address changed", network::otherAddress, network::ownAddress),
                onCables("route deleted", network::unroute, network::route),
                ofSenders("sender killed", paths, senders::stop, path -> senders.restart(path, false)),
                ofSenders(
                        "sender killed, back with another SSRC",
                        rtp(),
                        senders::stop,
                        path -> senders.restart(path, true)),
                ofSenders(
                        "loss, disorder and duplicates",
                        paths,
                        path -> senders.damage(path, DAMAGE),
                        path -> senders.damage(path, 0)),
                List.of(new Fault(
                        STOP,
                        Set.of(RELAY),
                        STOP_MILLIS,
                        STOP_MILLIS,
                        () -> relay.signal("STOP"),
                        () -> relay.signal("CONT"))),
                List.of(new Fault("SIGHUP, configuration changed", Set.of(RELAY), this::change, this::changeBack)),
                List.of(new Fault("SIGHUP, configuration broken", Set.of(RELAY), this::breakConfig, this::changeBack)),
                List.of(new Fault("disk full", Set.of("disk"), files::fillDisk, files::freeDisk)),
                List.of(new Fault(
                        "directory away",
                        Set.of("directory"),
                        () -> RelayFiles.move(files.recordings(), RelayFiles.away(files.recordings())),
                        () -> RelayFiles.move(RelayFiles.away(files.recordings()), files.recordings()))),
                List.of(new Fault("input file away", Set.of(RELAY), this::takeInput, this::bringInput)));
    }

    private interface OnCable {
        void run(int cable) throws Exception;
    }

    private interface OfSender {
        void run(StreamPath path) throws Exception;
    }

    private static List<Fault> onCables(String name, OnCable begin, OnCable heal) {
        return Stream.of(0, 1)
                .map(cable -> new Fault(
                        name + ": v" + cable, Set.of("v" + cable), () -> begin.run(cable), () -> heal.run(cable)))
                .toList();
    }

    private static List<Fault> ofSenders(String name, List<StreamPath> paths, OfSender begin, OfSender heal) {
        return paths.stream()
                .filter(StreamPath::isSent)
                .map(path -> new Fault(
                        name + ": " + path.from(), Set.of(path.from()), () -> begin.run(path), () -> heal.run(path)))
                .toList();
    }

    private List<StreamPath> rtp() {
        return paths.stream().filter(path -> path.from().startsWith("rtp:")).toList();
    }

    private void change() throws Exception {
        List<StreamPath> more = new ArrayList<>(paths);
        more.replaceAll(
                path -> path.port() == 5005 ? path.with(StreamPath.whole("udp://239.255.3.60:6160?iface=v2")) : path);
        more.add(StreamPath.played(
                "sim:" + files.otherInput(),
                StreamPath.whole("udp://239.255.3.61:6161?iface=v2"),
                StreamPath.whole("udp://239.255.3.61:6162?iface=v2")));
        apply(more);
    }

    private void changeBack() throws Exception {
        apply(paths);
    }

    private void breakConfig() throws Exception {
        tell("nothing has changed", files::breakConfig);
    }

    private void apply(List<StreamPath> inForce) throws Exception {
        tell("read again, and in force", () -> files.write(inForce));
    }

    /** The file is watched, so the signal may find it read already: it is told at least once. */
    private void tell(String answer, Fault.Step write) throws Exception {
        long before = relay.count(answer);
        write.run();
        relay.signal("HUP");
        await().atMost(PATIENCE).until(() -> relay.count(answer) > before);
    }

    /** The input that plays it begins again while it is not there. */
    private void takeInput() throws Exception {
        RelayFiles.move(files.input(), RelayFiles.away(files.input()));
        apply(paths.stream().filter(path -> !path.from().startsWith("file:")).toList());
        apply(paths);
    }

    private void bringInput() throws IOException {
        RelayFiles.move(RelayFiles.away(files.input()), files.input());
    }
}
