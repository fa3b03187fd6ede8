// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.config.RelayConfig;
import io.dmxflux.ts.http.HttpKey;
import io.dmxflux.ts.http.HttpSettings;
import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.IndicatorLimits;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.psi.HarmlessText;
import io.dmxflux.ts.relay.VersionFile;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.text.LogFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dmxflux relay}: sends streams on until they end or Ctrl-C comes. */
@Command(
        name = "relay",
        usageHelpWidth = 100,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = {
            "dmxflux relay INPUT OUTPUT [--service ID|NAME [changes to the service]]",
            "       dmxflux relay INPUT --all-services TEMPLATE [--playlist FILE] [--announce]",
            "       dmxflux relay INPUT --http ADDRESS:PORT [--timeshift DIR]",
            "       dmxflux relay --config FILE [--check] [--strict] [--state FILE] [--http ADDRESS:PORT]"
        },
        description = "Send a transport stream from INPUT to OUTPUT until it ends or Ctrl-C comes: the whole of it, one"
                + " service, or each service to an output of its own.",
        footer = {
            "",
            "Examples:",
            "  dmxflux relay sim: udp://239.255.0.1:5004",
            "  dmxflux relay dvb:0 'udp://239.255.0.1:5004?ttl=16&iface=eth0'",
            "  dmxflux relay 'dvb:0?system=dvb-t2&frequency=538M' udp://239.255.0.1:5004",
            "  dmxflux relay 'dvb:0?channels=channels.conf&tune=arte HD' udp://239.255.0.1:5004 --service 'arte HD'",
            "  dmxflux relay udp://10.0.0.1@232.1.1.1:1234 recording.ts",
            "  dmxflux relay dvb:0 rtp://239.255.1.1:5004 --service 'France 5' --drop subtitles",
            "  dmxflux relay dvb:0 --all-services 'udp://239.255.1.{n}:5004' --playlist tv.m3u --announce",
            "  dmxflux relay dvb:0 udp://239.255.0.1:5004 --http 8080",
            "  dmxflux relay --config relay.yaml",
            "",
            "?minrate=4M&maxrate=60M with an INPUT or OUTPUT tells of a bit rate that is not between them.",
            "A configuration is read again when it changes and on SIGHUP; what is in it as before loses nothing."
        })
final class RelayCommand implements Callable<Integer> {

    private static final Set<String> BESIDE_CONFIG =
            Set.of("--config", "--check", "--strict", "--state", "--log-format");

    @Parameters(
            paramLabel = "INPUT",
            arity = "0..1",
            index = "0",
            description =
                    "dvb:A[/D][?system=&frequency=... or ?channels=&tune=, &pids=&io=&bitrate=&latency=], sim:[FILE],"
                            + " FILE[?fast], a FIFO"
                            + " or - for standard input [?paced], udp://[SOURCE@]GROUP:PORT[?iface=&auto], rtp://...,"
                            + " log:NAME@DIR[?at=&until=&speed=], kafka://HOST:PORT/NAME[?at=&until=&speed=]")
    private @Nullable String input;

    @Parameters(
            paramLabel = "OUTPUT",
            arity = "0..1",
            index = "1",
            description = "udp://[SOURCE@]GROUP:PORT[?ttl=&iface=&dscp=&packets=&burst=&fill=&shared&broadcast],"
                    + " rtp://...[&ssrc=&pt=&every=], FILE[?append|overwrite&rotate=1h,1GB], - for standard output,"
                    + " log:NAME@DIR[?keep=&keep-bytes=&sync=], kafka://HOST:PORT/NAME[?keep=&keep-bytes=&standby=]")
    private @Nullable String output;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Mixin
    private AllServicesOptions allServices = new AllServicesOptions();

    @Option(names = "--config", paramLabel = "FILE", description = "Read inputs and outputs from a file.")
    private @Nullable Path config;

    @Option(
            names = "--strict",
            description =
                    "Refuse to start if a device, a file, a folder, an interface, an address or a route is missing, instead"
                            + " of waiting for it; names of services are waited for.")
    private boolean strict;

    @Mixin
    private HttpOptions http = new HttpOptions();

    @Option(
            names = "--log-format",
            paramLabel = "text|json|logfmt",
            description =
                    "Write messages for people, or a line for machines each (text; or as log: in a configuration says).")
    private @Nullable String logFormat;

    @Option(names = "--check", description = "Say what would be relayed, and end.")
    private boolean check;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "Keep the versions of tables there, so that those after a restart are others;"
                    + " default: versions in $STATE_DIRECTORY, where systemd gives one.")
    private @Nullable Path state;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        Optional<LogFormat> format =
                Optional.ofNullable(logFormat).map(text -> LogFormat.parse(LogBackEnd.OPTION, text));
        if (check) {
            job(format).lines().forEach(line -> spec.commandLine().getOut().println(HarmlessText.escaped(line)));
            return ExitCode.DONE;
        }
        if (format.isPresent() && !format.get().isForPeople()) {
            return runForMachines(format.get(), () -> job(format));
        }
        RelayJob job = job(format);
        LogFormat ofJob = job.logFormat();
        return ofJob.isForPeople() ? run(job) : runForMachines(ofJob, () -> job);
    }

    private int run(RelayJob job) {
        try (Messages messages = messages(LogFormat.TEXT)) {
            return job.run(messages);
        }
    }

    /** The first of the folders that systemd's StateDirectory= names. */
    private Optional<Path> stateFile() {
        String folders = Objects.requireNonNullElse(System.getenv("STATE_DIRECTORY"), "");
        Path byUnit = folders.isEmpty() ? null : Path.of(folders.split(":")[0], "versions");
        refuse(state != null && state.toString().isEmpty(), "--state: no value", "FILE behind it");
        Optional<Path> file = Optional.ofNullable(state == null ? byUnit : state);
        file.ifPresent(versions -> explaining(state == null ? "$STATE_DIRECTORY: " : "--state: ", () -> {
            VersionFile.refuseOther(versions);
            return versions;
        }));
        return file;
    }

    /** What it ends with is a line for machines as well. */
    private int runForMachines(LogFormat format, Supplier<RelayJob> job) {
        try (Messages messages = messages(format)) {
            try {
                return job.get().run(messages);
            } catch (RuntimeException e) {
                messages.tell(Level.ERROR, ExitCode.text(e));
                return ExitCode.of(e);
            }
        }
    }

    private Messages messages(LogFormat format) {
        return new Messages(spec.commandLine().getErr(), format).withStandardError();
    }

    private RelayJob job(Optional<LogFormat> format) {
        HttpSettings servers = http.settings();
        if (config == null) {
            RelayPlan plan = plan(servers.address(HttpKey.HTTP).isPresent());
            HttpOptions.refuseWithoutServer(servers);
            Optional<Path> file = stateFile();
            refuse(
                    state != null && plan.isWhole(),
                    "--state: " + state,
                    "--service or --all-services with it: a whole multiplex is sent with the tables it has");
            return RelayJob.of(plan, strict, file, servers, format);
        }
        return RelayJob.of(onlyConfig(config), strict, stateFile(), servers, format);
    }

    private RelayPlan plan(boolean isServed) {
        String source = required("INPUT", input);
        InputUri from = InputUri.parse(source);
        RateBounds rate = InputUri.rate(source);
        IndicatorLimits limits = InputUri.limits(source);
        ServiceEdit edit = service.edit();
        Optional<EveryService> everyService = allServices.everyService(edit);
        if (everyService.isPresent()) {
            refuse(
                    output != null || service.service().isPresent(),
                    "--all-services",
                    "neither OUTPUT nor --service with it");
            return new RelayPlan(from, rate, limits, List.of(), everyService);
        }
        if (isServed && output == null && service.service().isEmpty() && edit.equals(ServiceEdit.NONE)) {
            return new RelayPlan(from, rate, limits, List.of(), Optional.empty());
        }
        String destination = required("OUTPUT", output);
        OutputUri to = OutputUri.parse(destination);
        Optional<ServiceSelection> one = service.service().map(ServiceSelection::parse);
        refuse(
                one.isEmpty() && !edit.equals(ServiceEdit.NONE),
                "a whole multiplex is sent as it came",
                "--service or --all-services with changes to the service");
        RelayPlan.Output only = new RelayPlan.Output(to, one, edit, OutputUri.rate(destination));
        return new RelayPlan(from, rate, limits, List.of(only), Optional.empty());
    }

    private String required(String name, @Nullable String value) {
        if (value == null) {
            throw new ParameterException(spec.commandLine(), UsageError.missing(name, spec.commandLine()));
        }
        return value;
    }

    private RelayConfig onlyConfig(Path file) {
        refuse(file.toString().isEmpty(), "--config: no value", "FILE behind it");
        boolean more = spec.commandLine().getParseResult().matchedArgs().stream()
                .anyMatch(
                        argument -> !(argument instanceof OptionSpec option) || !isBesideConfig(option.longestName()));
        refuse(
                more,
                "--config: " + file,
                "nothing else but --check, --strict, --state, --http..., --metrics and --log-format: the file says it all");
        return RelayConfig.read(file);
    }

    private static boolean isBesideConfig(String option) {
        return BESIDE_CONFIG.contains(option) || HttpOptions.names().contains(option);
    }

    private static <T> T explaining(String before, Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(before + e.getMessage(), e);
        }
    }

    private static void refuse(boolean wrong, String what, String expected) {
        if (wrong) {
            throw new IllegalArgumentException(what + " (expected: " + expected + ")");
        }
    }
}
