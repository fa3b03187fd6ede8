// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.metrics.MonitoringFile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dmxflux metrics FILE}: prints what belongs to the metrics of a relay. */
@Command(
        name = "metrics",
        mixinStandardHelpOptions = true,
        description = "Print a file for programs that watch a relay which runs with --metrics.",
        footer = {
            "",
            "Examples:",
            "  dmxflux metrics dashboard > dmxflux.json     a dashboard, to be imported into Grafana",
            "  dmxflux metrics alerts > dmxflux-alerts.yaml alert rules, for rule_files: of Prometheus",
            "  dmxflux metrics jfc > dmxflux.jfc            settings for the JDK's Flight Recorder"
        })
final class MetricsCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "dashboard, alerts or jfc")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String file;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        for (MonitoringFile known : MonitoringFile.values()) {
            if (known.toString().equals(file)) {
                spec.commandLine().getOut().print(known.text());
                spec.commandLine().getOut().flush();
                return ExitCode.DONE;
            }
        }
        throw new IllegalArgumentException("metrics: " + file + " (expected: dashboard, alerts or jfc)");
    }
}
