// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The words of a command that runs the application with the classes and the JDK of this test. */
final class ClassPathCommand {

    /** It runs for seconds: what more threads of the collector and a second compiler do for it is cost. */
    private static final List<String> QUICK = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private ClassPathCommand() {}

    static List<String> dmxflux(String... arguments) {
        return dmxflux(List.of(), arguments);
    }

    /** The same, with options of the JVM. */
    static List<String> dmxflux(List<String> options, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 24) {
            words.add("--enable-native-access=ALL-UNNAMED"); // as the jar's manifest says
        }
        words.addAll(QUICK);
        words.addAll(options);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), Dmxflux.class.getName()));
        words.addAll(List.of(arguments));
        return words;
    }
}
