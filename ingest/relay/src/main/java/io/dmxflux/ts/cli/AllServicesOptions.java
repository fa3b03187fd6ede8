// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.split.ServiceEdit;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of an output for each service. */
final class AllServicesOptions {

    /** A message that begins with the key that a configuration has for the option. */
    private static final Pattern OF_AN_OPTION = Pattern.compile("service-|playlist: |announce: ");

    @Option(
            names = "--all-services",
            paramLabel = "TEMPLATE",
            description = "Send each service to an output of its own: an OUTPUT with {n}, {sid} or {name} in it.")
    private @Nullable String template;

    @Option(names = "--playlist", paramLabel = "FILE", description = "Write an M3U playlist of them.")
    private @Nullable Path playlist;

    @Option(names = "--announce", description = "Announce them by SAP (RFC 2974).")
    private boolean announce;

    Optional<EveryService> everyService(ServiceEdit edit) {
        if (template == null) {
            refuse(playlist != null, "--playlist: " + playlist);
            refuse(announce, "--announce");
            return Optional.empty();
        }
        try {
            return Optional.of(new EveryService(template, edit, Optional.ofNullable(playlist), announce));
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw new IllegalArgumentException(OF_AN_OPTION.matcher(message).lookingAt() ? "--" + message : message, e);
        }
    }

    private static void refuse(boolean given, String option) {
        if (given) {
            throw new IllegalArgumentException(option + " (expected: --all-services with it)");
        }
    }
}
