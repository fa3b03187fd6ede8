// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.relay.InputUri;
import io.dmxflux.ts.relay.OutputUri;
import io.dmxflux.ts.relay.Relay;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dmxflux relay INPUT OUTPUT}: sends a stream on until it ends or Ctrl-C comes. */
@Command(
        name = "relay",
        mixinStandardHelpOptions = true,
        description = "Send a whole transport stream from INPUT to OUTPUT until it ends or Ctrl-C comes.",
        footer = {
            "",
            "Examples:",
            "  dmxflux relay sim: udp://239.255.0.1:5004",
            "  dmxflux relay dvb:0 'udp://239.255.0.1:5004?ttl=16&iface=eth0'",
            "  dmxflux relay udp://10.0.0.1@232.1.1.1:1234 file:recording.ts"
        })
final class RelayCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "INPUT",
            description = "dvb:A[/D][?pids=&io=&bitrate=&latency=], sim:[FILE], file:FILE[?fast],"
                    + " udp://[SOURCE@]GROUP:PORT[?iface=], rtp://...")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String input;

    @Parameters(
            paramLabel = "OUTPUT",
            description = "udp://[SOURCE@]GROUP:PORT[?ttl=&iface=&dscp=], rtp://...[&ssrc=&pt=], file:FILE")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String output;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        OutputUri to = OutputUri.parse(output);
        Relay relay = Relay.open(InputUri.parse(input), to, notice -> tell(err, notice));
        return new RunningRelay(relay, line -> tell(err, line)).untilItEnds();
    }

    private static void tell(PrintWriter err, String line) {
        err.println(line);
        err.flush();
    }
}
