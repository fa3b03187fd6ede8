// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class HostLookupTest {

    private static final int HOSTS = 120;

    private final CountDownLatch answers = new CountDownLatch(1);

    private final HostLookup lookup = new HostLookup.OfSystem(name -> {
        if (name.startsWith("dead")) {
            awaitAnswer();
        }
        return new InetAddress[] {InetAddress.getLoopbackAddress()};
    });

    private void awaitAnswer() throws UnknownHostException {
        try {
            answers.await();
        } catch (InterruptedException e) {
            throw new UnknownHostException("interrupted");
        }
    }

    /** One after the other they would take a second each. */
    @Test
    void namesThatAreBegunTogetherAreWaitedForTogether() throws Exception {
        List<String> dead = IntStream.range(0, HOSTS).mapToObj(i -> "dead" + i).toList();
        dead.forEach(lookup::begin);
        lookup.begin("player");
        assertTimeoutPreemptively(Duration.ofSeconds(HOSTS / 2), () -> dead.forEach(this::assertNotKnownYet));
        assertThat(lookup.find("player")).containsExactly(InetAddress.getLoopbackAddress());

        answers.countDown();
        await().atMost(Duration.ofSeconds(60)).until(() -> isKnown("dead0"));
    }

    private void assertNotKnownYet(String name) {
        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(() -> lookup.find(name))
                .withMessage("host " + name + " is not known yet: its name server does not answer");
    }

    private boolean isKnown(String name) {
        try {
            return !lookup.find(name).isEmpty();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
