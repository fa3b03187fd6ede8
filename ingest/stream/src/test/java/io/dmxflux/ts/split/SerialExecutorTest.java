// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {

    private final SerialExecutor executor = new SerialExecutor();
    private final List<String> ran = new ArrayList<>();

    @Test
    void whatATaskBringsRunsAfterIt() {
        executor.execute(() -> {
            executor.execute(() -> ran.add("second"));
            ran.add("first");
        });
        assertThat(ran).containsExactly("first", "second");
    }

    @Test
    void aTaskThatThrowsKeepsNoOtherFromRunning() {
        executor.execute(() -> {
            executor.execute(() -> ran.add("waiting"));
            throw new IllegalStateException("thrown by a task, to be dropped");
        });
        executor.execute(() -> ran.add("next"));
        assertThat(ran).containsExactly("waiting", "next");
    }
}
