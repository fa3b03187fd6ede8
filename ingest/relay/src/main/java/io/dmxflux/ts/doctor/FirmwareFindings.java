// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Firmware of tuners that the kernel did not find, by its log: without it a driver has an adapter and no frontend, or a frontend
 * that never locks. Where the log is kept from users ({@code kernel.dmesg_restrict}) nothing is found.
 */
final class FirmwareFindings {

    private static final Path FOLDER = Path.of("/lib/firmware");
    private static final long LIMIT_SECONDS = 2;

    /** {@code [    9.2] si2168 8-0064: Direct firmware load for dvb-demod-si2168-b40-01.fw failed with error -2}. */
    private static final Pattern MISSING =
            Pattern.compile("(?:^|\\] )([^\\[\\]]+): Direct firmware load for (\\S+) failed with error -2$");

    /** How firmware of tuners is called; that of other devices is none of ours. */
    private static final Pattern OF_TUNERS =
            Pattern.compile("(?:.*/)?(?:dvb|drxk|xc[345]|v4l-cx|sms1|isdbt|cmmb|as102|ngene|lgs8).*");

    private FirmwareFindings() {}

    static List<Finding> find() {
        return of(kernelLog(), FOLDER);
    }

    /**
     * Reads the kernel's log.
     *
     * @param log its lines
     * @param folder where firmware is
     * @return a finding for each file, in order
     */
    static List<Finding> of(Stream<String> log, Path folder) {
        Map<String, String> askers = new LinkedHashMap<>();
        log.map(MISSING::matcher)
                .filter(Matcher::find)
                .filter(line -> OF_TUNERS.matcher(line.group(2)).matches())
                .forEach(line -> askers.put(line.group(2), line.group(1)));
        return askers.entrySet().stream()
                .map(file -> of(folder.resolve(file.getKey()), file.getValue()))
                .toList();
    }

    private static Finding of(Path file, String asker) {
        return Stream.of("", ".xz", ".zst").anyMatch(packed -> Files.exists(Path.of(file + packed)))
                ? Finding.limited(
                        file.toString(),
                        "was missing when " + asker + " asked for it, and is there now.",
                        "If that was not repeated since, plug the tuner in again.")
                : Finding.limited(
                        file.toString(),
                        "is missing: " + asker + " asked for it, a tuner that does not work without.",
                        "Install the firmware, on Debian firmware-misc-nonfree, and plug the tuner in again.");
    }

    private static Stream<String> kernelLog() {
        try {
            Process dmesg = new ProcessBuilder("dmesg")
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            String log = new String(dmesg.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!dmesg.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                dmesg.destroyForcibly();
            }
            return log.lines();
        } catch (IOException e) {
            return Stream.empty(); // there is no dmesg
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Stream.empty();
        }
    }
}
