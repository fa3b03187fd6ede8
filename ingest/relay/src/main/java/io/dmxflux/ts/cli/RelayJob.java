// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.config.ConfigWatch;
import io.dmxflux.ts.config.RelayConfig;
import io.dmxflux.ts.doctor.Finding;
import io.dmxflux.ts.doctor.InputFindings;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.http.HttpAddress;
import io.dmxflux.ts.http.HttpEndpoint;
import io.dmxflux.ts.http.HttpKey;
import io.dmxflux.ts.http.HttpListener;
import io.dmxflux.ts.http.HttpOption;
import io.dmxflux.ts.http.HttpSettings;
import io.dmxflux.ts.http.RefusedServerException;
import io.dmxflux.ts.http.TimeShiftSettings;
import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.RefusedPlanException;
import io.dmxflux.ts.plan.RelayLoops;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.plan.TunedFrontend;
import io.dmxflux.ts.plan.WrittenFolder;
import io.dmxflux.ts.relay.Relays;
import io.dmxflux.ts.relay.VersionFile;
import io.dmxflux.ts.state.ProcessFacts;
import io.dmxflux.ts.state.StateRecorder;
import io.dmxflux.ts.text.LogFormat;
import io.dmxflux.ts.watch.EventLimit;
import io.dmxflux.ts.watch.MemoryWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the user asked for, by arguments or by a file.
 *
 * @param plans a plan for each input
 * @param config the file they come from; empty for arguments
 * @param strict whether to refuse what would have to wait for something that is missing
 * @param state where versions of tables are kept over a restart; empty for nowhere
 * @param http which HTTP servers the arguments ask for, whatever the file says
 * @param log how messages are written, whatever the file says; empty if the arguments do not say it
 */
record RelayJob(
        List<RelayPlan> plans,
        Optional<RelayConfig> config,
        boolean strict,
        Optional<Path> state,
        HttpSettings http,
        Optional<LogFormat> log) {

    static RelayJob of(
            RelayPlan plan, boolean strict, Optional<Path> state, HttpSettings http, Optional<LogFormat> log) {
        return new RelayJob(List.of(plan), Optional.empty(), strict, state, http, log);
    }

    static RelayJob of(
            RelayConfig config, boolean strict, Optional<Path> state, HttpSettings http, Optional<LogFormat> log) {
        return new RelayJob(config.plans(), Optional.of(config), strict, state, http, log);
    }

    /** How messages are written: as the arguments say, and else as the file does. */
    LogFormat logFormat() {
        return logFormat(config);
    }

    private LogFormat logFormat(Optional<RelayConfig> file) {
        return log.or(() -> file.flatMap(RelayConfig::log)).orElse(LogFormat.TEXT);
    }

    /**
     * What would be done: a line for each input, and one for each of its outputs; and what each would wait for.
     *
     * @throws RuntimeException if a start would be refused, as where the job is strict and something is missing
     */
    List<String> lines() {
        refuseUnwritable();
        config.ifPresentOrElse(file -> located(file, () -> refuse(file.strict())), () -> refuse(false));
        refuseServers();
        Map<InputUri, String> arrives = arrives();
        return Stream.concat(
                        plans.stream()
                                .flatMap(plan -> Stream.of(
                                                Stream.of(plan.from().name()
                                                        + waits(plan.from().missing())
                                                        + arrives.getOrDefault(plan.from(), "")),
                                                plan.outputs().stream()
                                                        .map(to -> "  -> " + to
                                                                + waits(to.to().missing())),
                                                plan.everyService().stream().flatMap(RelayJob::lines))
                                        .flatMap(lines -> lines)),
                        besides())
                .toList();
    }

    /** What waits for its disk, as an output does. */
    private Optional<String> timeshift() {
        return asked(config)
                .timeshift()
                .map(TimeShiftSettings::directory)
                .map(folder -> "timeshift " + folder + waits(WrittenFolder.problem(folder)));
    }

    /** What belongs to no input. A server's port may be that of the process which the same configuration runs in. */
    private Stream<String> besides() {
        return Stream.of(
                        Stream.of(HttpKey.values())
                                .flatMap(key ->
                                        asked(config).address(key).stream().map(address -> line(key, address))),
                        timeshift().stream(),
                        state.stream()
                                .map(file -> "state " + file
                                        + VersionFile.problem(file)
                                                .map(problem -> "   cannot be written (" + problem
                                                        + "); after a restart tables have versions by the time")
                                                .orElse("")))
                .flatMap(lines -> lines);
    }

    private String line(HttpKey key, HttpAddress address) {
        String scheme = asked(config).tls().isPresent() ? "https" : "http";
        return key + " " + scheme + "://" + address + key.path()
                + (address.port() == 0 ? " (0: at any free port, which the start tells)" : "")
                + whoMayLook(asked(config))
                + HttpListener.refusal(address)
                        .map(refusal -> "   refused: " + refusal
                                + " (expected: an address of this machine and a free port; or this"
                                + " configuration runs already)")
                        .orElse("");
    }

    private static String whoMayLook(HttpSettings servers) {
        return servers.isPublic()
                ? ", for everybody"
                : servers.tokenFile().map(file -> ", with the token of " + file).orElse("");
    }

    private static Stream<String> lines(EveryService every) {
        return Stream.concat(
                Stream.of("  -> " + every.to() + " (every service)" + waits(every.missing())),
                every.playlist().stream().map(file -> "     playlist " + file + waits(every.playlistMissing())));
    }

    /** What comes to each input of the network that waits for nothing. */
    private Map<InputUri, String> arrives() {
        List<InputUri> heard = plans.stream()
                .map(RelayPlan::from)
                .filter(from -> from.isOfNetwork() && from.missing().isEmpty())
                .toList();
        List<Finding> findings = InputFindings.find(heard);
        Map<InputUri, String> arrives = new HashMap<>();
        for (int i = 0; i < heard.size(); i++) {
            Finding finding = findings.get(i);
            arrives.put(
                    heard.get(i),
                    "   " + finding.sentence() + (finding.advice().isEmpty() ? "" : " " + finding.advice()));
        }
        return arrives;
    }

    private static String waits(Optional<String> problem) {
        return problem.map(missing -> "   waits: " + missing).orElse("");
    }

    private List<RelayPlan> refuse(boolean alsoStrict) {
        plans.forEach(plan -> plan.refuseImpossible(isStraight(plan)));
        RelayLoops.refuse(plans);
        TunedFrontend.refuseConflicts(plans);
        return refuseMissing(alsoStrict, plans, input -> false);
    }

    /** Without strict, versions and what viewers go back in are kept as soon as they can be written. */
    private void refuseUnwritable() {
        if (strict || config.filter(RelayConfig::strict).isPresent()) {
            asked(config)
                    .timeshift()
                    .map(TimeShiftSettings::directory)
                    .ifPresent(folder -> WrittenFolder.problem(folder).ifPresent(problem -> {
                        throw new IllegalStateException(where(HttpOption.TIMESHIFT, config) + ": " + problem);
                    }));
            state.ifPresent(file -> VersionFile.problem(file).ifPresent(problem -> {
                throw new IllegalStateException("state " + file + ": cannot be written (" + problem
                        + "; expected with strict: a folder that may be written)");
            }));
        }
    }

    /** The port in a file may be that of the process which runs by it, and is no reason to refuse: its host is. */
    private void refuseServers() {
        HttpSettings asked = asked(config);
        asked.addresses().forEach((key, address) -> {
            located(config, () -> HttpEndpoint.check(key, asked));
            HttpAddress probed = http.address(key).orElseGet(() -> new HttpAddress(address.host(), 0));
            HttpListener.refusal(probed).ifPresent(reason -> {
                String place = where(key.option(), config);
                throw new IllegalStateException(place + ": " + HttpListener.refused(address, reason));
            });
        });
    }

    /** One that cannot change, whose services nobody can watch, and which goes without a copy. */
    private boolean isStraight(RelayPlan plan) {
        return !isServed() && plan.isWhole();
    }

    private List<RelayPlan> refuseMissing(boolean alsoStrict, List<RelayPlan> all, Predicate<InputUri> isOpen) {
        if (strict || alsoStrict) {
            all.forEach(plan -> plan.refuseMissing(isOpen.test(plan.from())));
        }
        return all;
    }

    /** Runs it until it ends; returns the exit code. */
    int run(Messages messages) {
        CompletableFuture<Void> loaded = messages.load(MemoryWatch::load);
        refuseUnwritable();
        Optional<StateRecorder> recorder =
                isServed() ? Optional.of(new StateRecorder(ProcessFacts.of(JarVersion.number()))) : Optional.empty();
        EventLimit limited = recorder.map(state -> new EventLimit(
                        event -> {
                            messages.tell(event);
                            state.toldEvents().tell(event);
                        },
                        state.everyEvent()))
                .orElseGet(() -> new EventLimit(messages));
        Optional<VersionFile> versions = state.map(file -> VersionFile.open(file, limited));
        try {
            Relays relays = open(versions, limited);
            loaded.handle((nothing, failure) -> failure).join();
            return run(relays, recorder, messages, limited);
        } finally {
            versions.ifPresent(VersionFile::close);
        }
    }

    /** What a file does not say now, it may say after a reload. */
    private boolean isServed() {
        return config.isPresent() || http.address(HttpKey.HTTP).isPresent();
    }

    private int run(Relays relays, Optional<StateRecorder> recorder, Messages messages, EventLimit limited) {
        Reloads reloads = new Reloads(config.isPresent());
        RelayServers servers = new RelayServers(relays, recorder, reloads::reload, messages::tellWithTime);
        try {
            move(servers, config);
        } catch (RuntimeException e) {
            servers.close();
            relays.close(Duration.ZERO);
            throw e;
        }
        Optional<ConfigWatch> watch = config.map(file -> ConfigWatch.start(
                file,
                next -> {
                    change(relays, servers, next);
                    messages.use(logFormat(Optional.of(next)));
                },
                limited));
        watch.ifPresent(reloads::begin);
        Runnable stop = () -> {
            watch.ifPresent(ConfigWatch::close);
            servers.close();
        };
        return new RunningRelays(relays, stop, messages, limited).untilTheyEnd();
    }

    private void move(RelayServers servers, Optional<RelayConfig> file) {
        located(file, () -> servers.move(asked(file)));
    }

    /** Says where an option stands that a server cannot be opened for. */
    private void located(Optional<RelayConfig> file, Runnable open) {
        try {
            open.run();
        } catch (RefusedServerException e) {
            String line = where(e.option(), file) + ": " + e.problem();
            throw e.isMistake() ? new IllegalArgumentException(line, e) : new IllegalStateException(line, e);
        }
    }

    /** What the arguments say, and else what the file does. */
    private HttpSettings asked(Optional<RelayConfig> file) {
        return file.map(from -> http.or(from.http())).orElse(http);
    }

    /** The option as the user wrote it, and where. */
    private String where(HttpOption option, Optional<RelayConfig> file) {
        return http.has(option) || file.isEmpty() ? "--" + option : file.get().where(option) + ": " + option.inFile();
    }

    private Relays open(Optional<VersionFile> versions, RelayEvent.Listener listener) {
        if (config.isPresent()) {
            RelayConfig file = config.get();
            return located(file, () -> open(refuseMissing(file.strict(), plans, input -> false), versions, listener));
        }
        refuseMissing(false, plans, input -> false);
        RelayPlan plan = plans.get(0);
        return isStraight(plan) ? Relays.straight(plan, listener) : open(plans, versions, listener);
    }

    private static Relays open(List<RelayPlan> all, Optional<VersionFile> versions, RelayEvent.Listener listener) {
        return versions.map(file -> Relays.open(all, file, listener)).orElseGet(() -> Relays.open(all, listener));
    }

    private void change(Relays relays, RelayServers servers, RelayConfig next) {
        HttpSettings before = servers.settings();
        move(servers, Optional.of(next));
        try {
            located(next, () -> {
                relays.change(refuseMissing(next.strict(), next.plans(), relays::isOpen));
                return relays;
            });
        } catch (RuntimeException e) {
            servers.move(before);
            throw e;
        }
    }

    /** Adds file, line and key to what is refused. */
    private static <T> T located(RelayConfig file, Supplier<T> open) {
        try {
            return open.get();
        } catch (RefusedPlanException e) {
            throw file.located(e);
        }
    }
}
