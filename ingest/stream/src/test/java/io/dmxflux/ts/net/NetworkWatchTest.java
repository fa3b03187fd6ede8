// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import static io.dmxflux.ts.OwnNetwork.ip;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.OwnNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Hooks;

/** What the kernel tells, and what it answers, in a network of the test's own. */
@ExtendWith(OwnNetwork.class)
class NetworkWatchTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final class Recorder implements NetworkWatch.Listener {

        private final List<NetworkWatch.Change> changes = new CopyOnWriteArrayList<>();
        private volatile boolean waiting;

        @Override
        public void look(NetworkWatch.Change change) {
            changes.add(change);
        }

        @Override
        public boolean isWaiting() {
            return waiting;
        }

        void awaitMore(int than) {
            Awaitility.await().atMost(PATIENCE).until(() -> changes.size() > than);
        }
    }

    @Test
    void linksAddressesAndRoutesOfBothFamiliesAreNews() throws IOException {
        Recorder recorder = new Recorder();
        try (NetworkWatch watch = NetworkWatch.open()) {
            watch.add(recorder);
            for (String words : List.of(
                    "link add d0 type veth peer name p0",
                    "link set d0 up",
                    "address add 10.1.0.1/24 dev d0",
                    "address add fd01::1/64 dev d0 nodad",
                    "route add 239.0.0.0/8 dev d0",
                    "-6 route add fd02::/64 dev d0",
                    "route delete 239.0.0.0/8 dev d0",
                    "link set d0 name d1")) {
                int before = recorder.changes.size();
                ip(words);
                recorder.awaitMore(before);
            }
            assertThat(recorder.changes).allMatch(change -> change.hasKept(1));
        }
    }

    @Test
    void removedLinkIsNamedByItsIndexEvenIfItIsThereAgain() throws IOException {
        Recorder recorder = new Recorder();
        ip("link add d0 index 77 type veth peer name p0");
        try (NetworkWatch watch = NetworkWatch.open()) {
            watch.add(recorder);
            ip("link delete d0");
            ip("link add d0 index 77 type veth peer name p0");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> recorder.changes.stream().anyMatch(change -> !change.hasKept(77)));
            assertThat(recorder.changes).allMatch(change -> change.hasKept(1));
        }
    }

    @Test
    void whoWaitsLooksEverySecondAndOthersDoNot() {
        Recorder waits = new Recorder();
        Recorder idle = new Recorder();
        waits.waiting = true;
        try (NetworkWatch watch = NetworkWatch.open()) {
            watch.add(idle);
            watch.add(waits);
            waits.awaitMore(1);
            assertThat(idle.changes).isEmpty();
        }
    }

    @Test
    void everybodyLooksEverySecondWithoutNetlink() {
        Recorder idle = new Recorder();
        try (NetworkWatch watch = NetworkWatch.withoutNews()) {
            watch.add(idle);
            idle.awaitMore(1);
            assertThat(idle.changes).allMatch(change -> change.hasKept(1));
        }
    }

    @Test
    void listenerThatThrowsHurtsNoOther() throws Exception {
        Recorder waits = new Recorder();
        waits.waiting = true;
        CompletableFuture<Throwable> dropped = new CompletableFuture<>();
        Hooks.onErrorDropped(dropped::complete);
        try (NetworkWatch watch = NetworkWatch.open()) {
            AtomicBoolean looked = new AtomicBoolean();
            watch.add(new NetworkWatch.Listener() {
                @Override
                public void look(NetworkWatch.Change change) {
                    if (!looked.getAndSet(true)) { // the thread outlives this test, and its error must not
                        throw new AssertionError("by the test");
                    }
                }

                @Override
                public boolean isWaiting() {
                    return true;
                }
            });
            watch.add(waits);
            waits.awaitMore(1);
            assertThat(dropped.get(60, TimeUnit.SECONDS)).hasMessage("by the test");
        } finally {
            Hooks.resetOnErrorDropped();
        }
    }

    @Test
    void linksAreFoundByEachOfTheirNames() throws IOException {
        ip("link add d0 index 77 type veth peer name p0");
        ip("link property add dev d0 altname a-name-of-more-than-fifteen-letters");
        try (Rtnetlink kernel = Rtnetlink.open(0)) {
            assertThat(kernel.link("d0")).isNotNull().satisfies(link -> {
                assertThat(link.index()).isEqualTo(77);
                assertThat(link.isUp()).isFalse();
            });
            assertThat(kernel.link("a-name-of-more-than-fifteen-letters")).isEqualTo(kernel.link("d0"));
            assertThat(kernel.link("d1")).isNull();
            assertThat(kernel.link(78)).isNull();
            assertThat(kernel.links().stream().map(NetworkLink::name)).contains("lo", "d0");
            assertThat(kernel.links().stream().filter(NetworkLink::isLoopback).map(NetworkLink::index))
                    .containsExactly(1);
        }
    }

    @Test
    void routeIsTheLinksThatTheKernelWouldTake() throws IOException {
        ip("link add d0 index 77 type veth peer name p0");
        ip("link set d0 up");
        ip("address add 10.1.0.1/24 dev d0");
        try (Rtnetlink kernel = Rtnetlink.open(0)) {
            assertThat(kernel.route(InetAddress.getByName("239.1.1.1"))).isEmpty();
            assertThat(kernel.route(InetAddress.getByName("10.1.0.9"))).isEqualTo(OptionalInt.of(77));
            assertThat(kernel.route(InetAddress.getByName("fd09::1"))).isEmpty();
            assertThat(kernel.isLocal(InetAddress.getByName("10.1.0.1"))).isTrue();
            assertThat(kernel.isLocal(InetAddress.getByName("127.0.0.2"))).isTrue();
            assertThat(kernel.isLocal(InetAddress.getByName("10.1.0.9"))).isFalse();
            assertThat(kernel.isLocal(InetAddress.getByName("::1"))).isTrue();
            ip("route add 239.0.0.0/8 dev d0");
            assertThat(kernel.route(InetAddress.getByName("239.1.1.1"))).isEqualTo(OptionalInt.of(77));
        }
    }

    @Test
    void groupWithoutARouteHasTheLoopbackInterfaceOnlyWhereThereIsNoOther() throws IOException {
        InetAddress group = InetAddress.getByName("239.1.1.1");
        assertThat(Attachment.find(null, group, null)).isEqualTo(new Attachment(1, null, null, true));
        ip("link add d0 index 77 type veth peer name p0");
        assertThat(Attachment.find(null, group, null).problem()).isEqualTo("there is no route to 239.1.1.1");
        ip("link set d0 up");
        ip("link set p0 up");
        ip("route add 239.0.0.0/8 dev d0");
        assertThat(Attachment.find(null, group, null)).isEqualTo(new Attachment(77, null, null, false));
    }

    @Test
    void problemSaysWhatIsMissing() throws IOException {
        InetAddress group = InetAddress.getByName("239.1.1.1");
        assertThat(Attachment.find("d0", group, null).problem()).isEqualTo("interface d0 is not there");
        ip("link add d0 type veth peer name d1");
        assertThat(Attachment.find("d0", group, null).problem()).isEqualTo("interface d0 is down");
        ip("link set d0 up");
        assertThat(Attachment.find("d0", group, null).problem()).isEqualTo("interface d0 has no carrier");
        ip("link set d1 up");
        Awaitility.await()
                .pollInSameThread()
                .atMost(PATIENCE)
                .until(() -> Attachment.find("d0", group, null).problem() == null);
        assertThat(Attachment.find("d0", group, InetAddress.getByName("10.9.9.9"))
                        .problem())
                .isEqualTo("address 10.9.9.9 is not one of this machine's");
    }
}
