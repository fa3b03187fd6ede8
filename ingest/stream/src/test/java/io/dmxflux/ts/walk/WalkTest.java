// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.dmxflux.ts.net.TimedMessages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Holds the walk in the documentation of {@code io.dmxflux.ts} to the classes that a buffer really passes through. */
class WalkTest {

    private static final Path PAGE = Path.of("src/main/java/io/dmxflux/ts/package-info.java");

    /** What stands for the kernel's driver here, or looks after it twice a second, and is no part of a buffer's way. */
    private static final Set<String> OF_THE_DRIVER =
            Set.of("EventFd", "IndexQueue", "Errno", "Poll", "Readiness", "WakeUp");

    /**
     * Has the timer for a datagram that is not full, which there is only behind a loss: where the machine is so busy that the
     * driver had no buffer left.
     */
    private static final String AFTER_A_LOSS = "LoopScheduler";

    /** Hands requests upstream. */
    private static final String WITH_A_REQUEST = "BufferOperator";

    private static final int MOST_WALKS = 10;

    private static Set<String> walked = Set.of();

    /** A debugged machine is slow: 2 s on a quiet one. */
    @BeforeAll
    @Timeout(300)
    static void walk() throws Exception {
        assumeThatCode(TimedMessages::probe).as("sending by io_uring").doesNotThrowAnyException();
        walked = Walk.through(WalkedRelay.class);
        for (int walks = 1; walks < MOST_WALKS && isOfABusyMachine(); walks++) {
            walked = Walk.through(WalkedRelay.class);
        }
    }

    /** Also where the sender's timer looks after the buffer before in the middle of the walk, or no request is in it. */
    private static boolean isOfABusyMachine() {
        List<String> order = List.copyOf(walked);
        return walked.contains(AFTER_A_LOSS)
                || !walked.contains(WITH_A_REQUEST)
                || order.indexOf("TimedSender") < order.indexOf("SinkSubscriber");
    }

    @Test
    void everyClassOfTheWayIsInTheWalk() throws Exception {
        Set<String> missing = new TreeSet<>(walked);
        missing.removeAll(named(page()));
        missing.removeAll(OF_THE_DRIVER);
        assertThat(missing)
                .as("classes that a buffer passes through and the walk does not name")
                .isEmpty();
    }

    @Test
    void everyClassOfTheWalkIsOnTheWay() throws Exception {
        Set<String> strange = new TreeSet<>(named(page()));
        strange.removeAll(walked);
        assertThat(strange).as("named, and not on the way").containsExactly("MappedDmxDevice");
    }

    @Test
    void theWayOutIsInOrderAndShort() throws Exception {
        List<String> stations = stations(page());
        assertThat(stations).hasSizeLessThanOrEqualTo(12);
        assertThat(walked.stream().filter(stations::contains)).containsExactlyElementsOf(stations);
    }

    @Test
    void noTwoClassesHaveOneName() {
        List<String> names = ArchConfiguration.withThreadLocalScope(configuration -> {
            configuration.setResolveMissingDependenciesFromClassPath(false); // of each class its name is wanted only
            return new ClassFileImporter()
                            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                            .importPackages("io.dmxflux")
                            .stream()
                            .filter(type -> type.isTopLevelClass()
                                    && !type.getSimpleName().equals("package-info"))
                            .map(type -> type.getSimpleName())
                            .toList();
        });
        assertThat(names).doesNotHaveDuplicates();
    }

    private static String page() throws Exception {
        String page = Files.readString(PAGE);
        return page.substring(page.indexOf("<b>The way of one buffer</b>"), page.indexOf("@NullMarked"));
    }

    private static Set<String> named(String page) {
        return Pattern.compile("\\{@code ([A-Z][a-z]\\w+)}")
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    private static List<String> stations(String page) {
        return Pattern.compile("<li>\\{@code (\\w+)}")
                .matcher(page.substring(0, page.indexOf("</ol>")))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
