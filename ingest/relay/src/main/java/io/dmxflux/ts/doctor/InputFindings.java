// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.doctor;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.AlignPackets;
import io.dmxflux.ts.op.Stoppable;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.StreamListener;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.UdpSourceStats;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What arrives at inputs within a moment, and what they would wait for. All are looked at at the same time. */
public final class InputFindings {

    /** How long the datagrams of an input are looked at. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private static final int AT_ONCE = 1024;

    private static final String ONE_OF_TWO = "Stop one, or choose one of a group with SENDER@GROUP.";

    private InputFindings() {}

    /**
     * Looks at inputs: for a second if any is of the network.
     *
     * @param inputs any; of those that are not of the network a file is looked at as a relay does, and nothing else is read
     * @return a finding for each, in their order
     */
    public static List<Finding> find(List<InputUri> inputs) {
        return find(inputs, MOMENT);
    }

    /** The same for another time than a second. */
    static List<Finding> find(List<InputUri> inputs, Duration moment) {
        return Flux.fromIterable(inputs)
                .flatMapSequential(input -> look(input, moment), AT_ONCE)
                .collectList()
                .blockOptional()
                .orElse(List.of());
    }

    private static Mono<Finding> look(InputUri input, Duration moment) {
        return Mono.defer(() -> find(input, moment))
                .onErrorResume(failure -> Mono.just(failed(input.name(), String.valueOf(failure.getMessage()))))
                .subscribeOn(Schedulers.boundedElastic());
    }

    private static Finding failed(String name, String problem) {
        String what = Stream.of(name, name.substring(name.indexOf(':') + 1)) // a file may be named by its path alone
                .map(subject -> subject + ": ")
                .filter(problem::startsWith)
                .findFirst()
                .map(subject -> problem.substring(subject.length()))
                .orElse(problem);
        return Finding.fails(name, what + ".", "");
    }

    private static Mono<Finding> find(InputUri input, Duration moment) {
        Optional<String> missing = input.missing();
        if (missing.isPresent()) {
            return Mono.just(Finding.fails(input.name(), missing.get() + ".", "A relay waits for it."));
        }
        if (input.isOfNetwork()) {
            return listen(input, moment);
        }
        input.refuseImpossible();
        return Mono.just(Finding.works(input.name(), "what it needs is there."));
    }

    private static Mono<Finding> listen(InputUri input, Duration moment) {
        Source source = input.open(new StreamListener() {});
        Stoppable stoppable = new Stoppable();
        AtomicLong packets = new AtomicLong();
        Disposable timer = Mono.delay(moment).subscribe(over -> stoppable.stop());
        return source.buffers()
                .transform(stoppable)
                .transform(new AlignPackets())
                .doOnNext(buffer -> count(buffer, packets))
                .then(Mono.fromSupplier(() -> told(input, source.received().orElseThrow(), packets.get())))
                .doFinally(signal -> {
                    timer.dispose();
                    source.close();
                });
    }

    private static void count(ByteBuf buffer, AtomicLong packets) {
        packets.addAndGet(buffer.readableBytes() / TsPacket.LENGTH);
        buffer.release();
    }

    /** In the words of an operator: which kind of datagram, and what to write instead. */
    static Finding told(InputUri input, UdpSourceStats datagrams, long packets) {
        String name = input.name();
        if (datagrams.datagrams() == 0) {
            return Finding.limited(
                    name, "nothing arrives within a second.", "Is it sent? Name the interface with ?iface=.");
        }
        if (packets == 0) {
            return Finding.limited(
                    name,
                    datagrams.datagrams() + " datagrams arrive, and there is no transport stream in them.",
                    "Another program sends to this port.");
        }
        if (datagrams.rivals() > 0) {
            return Finding.limited(name, "two senders send to it at once; one is followed.", ONE_OF_TWO);
        }
        if (datagrams.mixed().times() > 0) {
            return Finding.limited(
                    name,
                    "two senders send to it at once, "
                            + String.join(" and ", datagrams.mixed().senders()) + "; both are taken, and mixed.",
                    ONE_OF_TWO);
        }
        boolean isOther =
                datagrams.expected() != UdpSourceStats.Framing.ANY && datagrams.framing() != datagrams.expected();
        return switch (datagrams.framing()) {
            case RTP -> kind(name, "RTP arrives", isOther, ", and is taken.", "Write rtp:// instead of udp://.");
            case HEADED ->
                kind(
                        name,
                        "packets arrive behind " + datagrams.headerBytes() + " bytes that are no RTP header",
                        isOther,
                        ", and are taken.",
                        "These bytes are skipped.");
            case PLAIN, ANY ->
                kind(
                        name,
                        "plain packets arrive, without RTP",
                        isOther,
                        ", and are taken.",
                        "Write udp:// instead of rtp://.");
        };
    }

    private static Finding kind(String name, String what, boolean isOther, String taken, String advice) {
        return isOther ? Finding.limited(name, what + taken, advice) : Finding.works(name, what + ".");
    }
}
