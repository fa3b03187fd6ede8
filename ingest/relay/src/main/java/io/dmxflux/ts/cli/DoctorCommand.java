// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.doctor.Doctor;
import io.dmxflux.ts.doctor.Finding;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.psi.HarmlessText;
import io.dmxflux.ts.text.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dmxflux doctor}: tells in sentences what works here, what does not and why, and what to do. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Tell which adapters, demuxes and back ends work here, which do not and why, and what to do. Exit code 1 if"
                        + " something fails.")
final class DoctorCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "INPUT",
            arity = "0..*",
            description =
                    "Look at these inputs, too: what they would wait for, and for a second which datagrams arrive.")
    private List<String> inputs = List.of();

    @Option(names = "--json", description = "Print one JSON object instead of sentences.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<InputUri> uris = inputs.stream().map(InputUri::parse).toList();
        List<Finding> findings = Doctor.examine(uris);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(new Report(findings)));
        } else {
            findings.forEach(finding -> out.println(HarmlessText.escaped(finding.toString())));
        }
        boolean fails = findings.stream().anyMatch(finding -> finding.state() == Finding.State.FAILS);
        return fails ? ExitCode.FAILED : ExitCode.DONE;
    }

    private record Report(List<Finding> findings) {}
}
