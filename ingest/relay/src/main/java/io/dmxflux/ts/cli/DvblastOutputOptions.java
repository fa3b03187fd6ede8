// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** Options of dvblast that say nothing of the tuner: a command line is taken as it is in use. */
final class DvblastOutputOptions {

    @Option(
            names = {
                "-c",
                "--config-file",
                "-d",
                "--duplicate",
                "-o",
                "--rtp-output",
                "-t",
                "--ttl",
                "-E",
                "--retention",
                "-L",
                "--latency",
                "-M",
                "--network-name",
                "-N",
                "--network-id",
                "-B",
                "--provider-name",
                "-0",
                "--pidmap",
                "-y",
                "--ca-number",
                "-2",
                "--dvr-buf-size",
                "-i",
                "--priority",
                "-j",
                "--system-charset",
                "-J",
                "--dvb-charset",
                "-g",
                "--logger-ident",
                "-x",
                "--print",
                "-Q",
                "--quit-timeout",
                "-6",
                "--print-period",
                "-7",
                "--es-timeout",
                "-r",
                "--remote-socket",
                "-Z",
                "--mrtg-file"
            },
            paramLabel = "VALUE",
            description = "Left out: of outputs, their tables, and what is told, for which relay has its own.")
    private List<String> values = List.of();

    @Option(
            names = {
                "-C",
                "--dvb-compliance",
                "-3",
                "--passthrough",
                "-W",
                "--emm-passthrough",
                "-Y",
                "--ecm-passthrough",
                "-e",
                "--epg-passthrough",
                "-T",
                "--unique-ts-id",
                "-U",
                "--udp",
                "-z",
                "--any-type",
                "-w",
                "--select-pmts",
                "-p",
                "--force-pulse",
                "-l",
                "--logger",
                "-q",
                "-q1",
                "-q2",
                "-q3",
                "-q4",
                "--quiet"
            },
            description = "Left out as well.")
    private List<Boolean> flags = List.of();

    boolean isGiven() {
        return !values.isEmpty() || !flags.isEmpty();
    }
}
