// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.config.ConfigWatch;
import io.dmxflux.ts.doctor.NativeFolder;
import io.dmxflux.ts.net.JvmThreads;
import io.dmxflux.ts.psi.HarmlessText;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.security.Security;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command line's entry point. */
@Command(
        name = "dmxflux",
        description =
                "Relays MPEG transport streams, whole or service by service, from tuners, files and the network to UDP"
                        + " multicast, and tells what is in them.",
        mixinStandardHelpOptions = true,
        versionProvider = JarVersion.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Dmxflux implements Callable<Integer> {

    /** By their names, in the order in which help has them. */
    private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

    private static final String DVBLAST = "dvblast";

    static {
        COMMANDS.put("relay", RelayCommand.class);
        COMMANDS.put("analyze", AnalyzeCommand.class);
        COMMANDS.put("record", RecordCommand.class);
        COMMANDS.put("tune", TuneCommand.class);
        COMMANDS.put("scan", ScanCommand.class);
        COMMANDS.put("doctor", DoctorCommand.class);
        COMMANDS.put("metrics", MetricsCommand.class);
        COMMANDS.put(DVBLAST, DvblastCommand.class);
    }

    private static final Set<String> NEED_LIBRARIES = Set.of("relay", "record", "analyze", "tune", "scan");
    private static final String[] ASK_VERSION = {"--version"};
    private static final String LIBRARY_PATH = "jna.platform.library.path";
    private static final String NETTY_EVENTS = "io.netty.jfr.enabled";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    private Dmxflux() {}

    /**
     * Runs one command and ends the process with its exit code: 0 done, 1 failed while running, 2 bad usage.
     *
     * @param arguments the command and what it takes
     */
    public static void main(String[] arguments) {
        outliveHangups(arguments);
        PrintStream output = keepForOutput();
        startWithoutFlightRecorder();
        rememberNamesShortly();
        LogBackEnd.choose(arguments);
        DroppedErrors.logShortly();
        searchNoLibraries();
        NativeFolder.find().use();
        System.exit(run(output, Utf8.arguments(arguments)));
    }

    /** A configuration may be put there and SIGHUP sent while the process starts. */
    private static void outliveHangups(String[] arguments) {
        if (Stream.of(arguments).anyMatch(word -> word.equals("--config") || word.startsWith("--config="))) {
            ConfigWatch.awaitHangups();
        }
    }

    /** Standard output may be a stream: whatever a library prints goes to standard error. */
    private static PrintStream keepForOutput() {
        PrintStream output = System.out;
        System.setOut(System.err);
        return output;
    }

    /** Netty would load it before its first buffer, for events that are not recorded: 0.2 s of each start. */
    private static void startWithoutFlightRecorder() {
        if (System.getProperty(NETTY_EVENTS) == null) {
            System.setProperty(NETTY_EVENTS, "false");
        }
    }

    /** JNA would run {@code ldconfig} to know where libraries lie; those that are used are in the process already. */
    private static void searchNoLibraries() {
        if (System.getProperty(LIBRARY_PATH) == null) {
            System.setProperty(LIBRARY_PATH, "");
        }
    }

    /** Names are looked up again while they are waited for, and while they are in use. */
    private static void rememberNamesShortly() {
        Security.setProperty("networkaddress.cache.ttl", "5");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
    }

    static int run(String... arguments) {
        return run(System.out, arguments);
    }

    private static int run(OutputStream output, String... arguments) {
        CommandLine line = commandLine(arguments).setOut(Utf8.writer(output));
        try {
            return line.execute(arguments);
        } catch (LinkageError e) { // no Exceptions, so picocli lets them go
            tell(line, "a library cannot be loaded: " + e.getMessage() + "; see dmxflux doctor");
            return ExitCode.FAILED;
        } catch (OutOfMemoryError e) {
            tell(line, ExitCode.text(e));
            return ExitCode.FAILED;
        }
    }

    /**
     * Makes it for arguments. picocli reads each option of each command that it is given, which takes longer than all else until
     * a relay is opened: it is given the command that the arguments begin with, none to tell the version, and else all of them.
     */
    static CommandLine commandLine(String... arguments) {
        CommandLine all = new CommandLine(new Dmxflux());
        Class<?> asked = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
        if (asked != null) {
            add(all, arguments[0], asked);
        } else if (!Arrays.equals(arguments, ASK_VERSION)) {
            COMMANDS.forEach((name, command) -> add(all, name, command));
            all.addSubcommand(CommandLine.HelpCommand.class);
        }
        return all.setOut(Utf8.writer(System.out)) // unlike picocli's own, it tells what could not be written
                .setErr(Utf8.writer(System.err))
                .setExecutionStrategy(Dmxflux::execute)
                .setParameterExceptionHandler(Dmxflux::misused)
                .setExecutionExceptionHandler((failure, line, parsed) -> failed(failure, line));
    }

    private static void add(CommandLine line, String name, Class<?> command) {
        line.addSubcommand(
                name,
                new CommandLine(command)
                        .setAllowOptionsAsOptionParameters(name.equals(DVBLAST))); // -I -1, and -1 is one, too
    }

    /** The doctor runs without native libraries, and so does what only prints help. */
    private static int execute(ParseResult parsed) {
        String command =
                parsed.hasSubcommand() ? parsed.subcommand().commandSpec().name() : "";
        if (NEED_LIBRARIES.contains(command) && !parsed.subcommand().isUsageHelpRequested()) {
            Optional<String> problem = NativeFolder.find().problem();
            if (problem.isPresent()) {
                tell(parsed.commandSpec().commandLine(), problem.get());
                return ExitCode.FAILED;
            }
            JvmThreads.giveWayToLoops();
            ConfigWatch.heedHangups();
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** Without a command there is nothing to do but to tell which there are. */
    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "no command (expected: relay, analyze, record, tune, scan or doctor)");
    }

    private static int misused(ParameterException mistake, String[] arguments) {
        tell(mistake.getCommandLine(), UsageError.of(mistake));
        return ExitCode.USAGE;
    }

    private static int failed(Exception thrown, CommandLine line) {
        tell(line, ExitCode.text(thrown));
        return ExitCode.of(thrown);
    }

    private static void tell(CommandLine line, String message) {
        PrintWriter err = line.getErr();
        err.println("dmxflux: " + HarmlessText.escaped(message));
        err.flush();
    }
}
