// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.doctor;

import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.Frontend;
import io.dmxflux.dmx.frontend.FrontendInfo;
import io.dmxflux.dmx.frontend.FrontendPath;
import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.SignalFigures;
import io.dmxflux.dmx.frontend.TuneOptions;
import io.dmxflux.dmx.sys.DeviceUsers;
import io.dmxflux.dmx.sys.ErrnoException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the frontends can receive, who has them tuned, and how good the signal is. Opened to read: nobody's tuning changes. */
final class FrontendFindings {

    private static final Path DEVICES = Path.of("/dev/dvb");
    private static final Pattern NODE = Pattern.compile(DEVICES + "/adapter(\\d+)/frontend(\\d+)");
    private static final Duration MOMENT = Duration.ofMillis(1_500);

    /** One of several frontends before a tuner is opened 5 s late by the kernel. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final double HZ_PER_MHZ = 1e6;
    private static final double KILO = 1e3;

    private FrontendFindings() {}

    static List<Finding> find() {
        return frontends().stream().map(FrontendFindings::of).toList();
    }

    private static List<FrontendPath> frontends() {
        List<FrontendPath> found = new ArrayList<>();
        for (Path adapter : children(DEVICES)) {
            for (Path node : children(adapter)) {
                Matcher numbers = NODE.matcher(node.toString());
                if (numbers.matches()) {
                    found.add(new FrontendPath(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2))));
                }
            }
        }
        found.sort(Comparator.comparingInt(FrontendPath::adapter).thenComparingInt(FrontendPath::frontend));
        return found;
    }

    private static List<Path> children(Path folder) {
        List<Path> children = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> nodes = Files.newDirectoryStream(folder)) {
                nodes.forEach(children::add);
            } catch (IOException e) {
                return List.of(); // told of its demuxes
            }
        }
        return children;
    }

    private static Finding of(FrontendPath path) {
        Path node = Path.of(path.toString());
        return DemuxFindings.notADevice(node)
                .orElseGet(() -> answered(node.toString(), PATIENCE, () -> observed(path, DeviceUsers.of(node))));
    }

    /**
     * Waits for a look at a frontend, which never ends where its driver hangs in a call.
     *
     * @param node the frontend's
     * @param patience how long to wait
     * @param look what may hang
     * @return what was found
     */
    static Finding answered(String node, Duration patience, Supplier<Finding> look) {
        CompletableFuture<Finding> found = new CompletableFuture<>();
        Thread looking = new Thread(
                () -> {
                    try {
                        found.complete(look.get());
                    } catch (RuntimeException | Error e) {
                        found.completeExceptionally(e);
                    }
                },
                "doctor-" + node);
        looking.setDaemon(true);
        looking.start();
        return found.completeOnTimeout(
                        Finding.fails(
                                node,
                                "does not answer within " + patience.toSeconds() + " s.",
                                "Its driver hangs: plug the tuner out and in, or load the driver again; dmesg tells more."),
                        patience.toNanos(),
                        TimeUnit.NANOSECONDS)
                .join();
    }

    private static Finding observed(FrontendPath path, List<String> users) {
        try (Frontend frontend = Frontend.openToObserve(path)) {
            Optional<FrontendState> state = users.isEmpty()
                    ? Optional.empty()
                    : Optional.ofNullable(frontend.observe(TuneOptions.DEFAULT)
                            .take(MOMENT)
                            .takeUntil(now ->
                                    now.isLocked() && now.figures().cnrDb().isPresent())
                            .blockLast());
            return told(path.toString(), frontend.info(), users, state);
        } catch (ErrnoException e) {
            return Finding.fails(path.toString(), e.getMessage() + ".", "");
        }
    }

    /**
     * Says what a frontend is.
     *
     * @param node the frontend's
     * @param info what it can receive
     * @param users who has it open
     * @param state what it does; empty if nobody has it open
     */
    static Finding told(String node, FrontendInfo info, List<String> users, Optional<FrontendState> state) {
        String what = info.name() + " receives "
                + info.systems().stream().map(DeliverySystem::toString).collect(Collectors.joining(", "))
                + limits(info);
        if (users.isEmpty()) {
            return Finding.works(node, what + "; nobody has it open.");
        }
        String who = what + "; is open in " + String.join(", ", users) + ", ";
        if (state.filter(FrontendState::isLocked).isPresent()) {
            return Finding.works(node, who + "with a lock" + figures(state.get().figures()) + ".");
        }
        return Finding.limited(
                node,
                who + "without a lock"
                        + state.map(now -> " (" + now.phase().name().toLowerCase(Locale.ROOT) + ")")
                                .orElse("") + ".",
                "The antenna, its cable, the dish, or what it is tuned to; dmxflux tune shows more once that program has ended.");
    }

    private static String limits(FrontendInfo info) {
        String frequencies = info.maxFrequencyHz() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", %.1f to %.1f MHz",
                        info.minFrequencyHz() / HZ_PER_MHZ,
                        info.maxFrequencyHz() / HZ_PER_MHZ);
        return info.maxSymbolRate() == 0
                ? frequencies
                : frequencies
                        + String.format(
                                Locale.ROOT,
                                ", %.0f to %.0f kBd",
                                info.minSymbolRate() / KILO,
                                info.maxSymbolRate() / KILO);
    }

    private static String figures(SignalFigures figures) {
        return figure(", %.1f dBm", figures.signalDbm()) + figure(", C/N %.1f dB", figures.cnrDb());
    }

    private static String figure(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "";
    }
}
