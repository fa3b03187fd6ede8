// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.psi.Program;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

@ExtendWith(LeakCheck.class)
class ServiceListingTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Multiplexer multiplexer = new Multiplexer();
    private final TestPublisher<ByteBuf> upstream = TestPublisher.create();
    private final MultiplexSplitter splitter =
            MultiplexSplitter.builder().scheduler(time).build();
    private final Disposable splitting = splitter.split(upstream.flux()).subscribe();

    @AfterEach
    void end() {
        splitting.dispose();
        time.dispose();
    }

    private Disposable listen(List<Integer> counts) {
        return splitter.services().subscribe(services -> counts.add(services.size()));
    }

    private void play(int version, Program... programs) {
        upstream.next(CraftedPacket.buffer(multiplexer.pat(version, programs).take()));
    }

    @Test
    void whoListensNoLongerIsNotTold() {
        List<Integer> gone = new ArrayList<>();
        List<Integer> stays = new ArrayList<>();
        Disposable listening = listen(gone);
        listen(stays);
        play(0, new Program(1, 0x100));
        listening.dispose();
        play(1, new Program(1, 0x100), new Program(2, 0x200));

        assertThat(gone).containsExactly(1);
        assertThat(stays).containsExactly(1, 2);
    }

    @Test
    void whoAsksLateGetsTheNewestListAndTheEnd() {
        StepVerifier.create(splitter.services().map(List::size), 0)
                .then(() -> play(0, new Program(1, 0x100)))
                .then(() -> play(1, new Program(1, 0x100), new Program(2, 0x200)))
                .thenRequest(1)
                .expectNext(2)
                .thenRequest(1)
                .then(() -> play(2, new Program(2, 0x200)))
                .expectNext(1)
                .then(upstream::complete)
                .expectComplete()
                .verify(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aRequestForNothingEndsThatSubscriberAloneWithTheRule(long requested) {
        List<Integer> others = new ArrayList<>();
        List<String> signals = new ArrayList<>();
        listen(others);
        splitter.services().subscribe(new CoreSubscriber<>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(1);
                subscription.request(requested);
            }

            @Override
            public void onNext(List<ListedService> services) {
                signals.add("next");
            }

            @Override
            public void onError(Throwable failure) {
                signals.add(String.valueOf(failure.getMessage()));
            }

            @Override
            public void onComplete() {
                signals.add("complete");
            }
        });
        play(0, new Program(1, 0x100));
        upstream.complete();

        assertThat(signals)
                .containsExactly("services: request: " + requested + " (expected: more than 0, Reactive Streams 3.9)");
        assertThat(others).containsExactly(1);
    }

    private void play(Multiplexer tables) {
        upstream.next(CraftedPacket.buffer(tables.take()));
    }

    private List<Optional<String>> namesOfTheSecond() {
        List<Optional<String>> names = new ArrayList<>();
        splitter.services()
                .subscribe(services -> services.stream()
                        .filter(service -> service.serviceId() == 2)
                        .map(ListedService::name)
                        .forEach(names::add));
        return names;
    }

    @Test
    void aServiceThatComesLaterHasNoNameBeforeAnSdtListsIt() {
        List<Optional<String>> names = namesOfTheSecond();
        play(multiplexer.pat(0, new Program(1, 0x100)).sdt(0, Multiplexer.service(1, "One")));
        for (int i = 0; i < ListedService.MOST_PATS - 1; i++) {
            play(multiplexer
                    .pat(1, new Program(1, 0x100), new Program(2, 0x200))
                    .sdt(0, Multiplexer.service(1, "One")));
        }
        assertThat(names).containsOnly(Optional.empty());
        play(multiplexer.sdt(1, Multiplexer.service(1, "One"), Multiplexer.service(2, "Two")));
        assertThat(names).endsWith(Optional.of("Two")).hasSize(2);
    }

    @Test
    void aServiceThatNoSdtListsHasTheEmptyNameAfterSoManyPats() {
        List<Optional<String>> names = namesOfTheSecond();
        play(multiplexer.pat(0, new Program(1, 0x100)).sdt(0, Multiplexer.service(1, "One")));
        for (int i = 0; i < ListedService.MOST_PATS; i++) {
            assertThat(names).doesNotContain(Optional.of(""));
            play(multiplexer.pat(1, new Program(1, 0x100), new Program(2, 0x200)));
        }
        assertThat(names).containsExactly(Optional.empty(), Optional.of(""));
    }
}
