// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import org.junit.jupiter.api.Test;

class SubjectTagsTest {

    @Test
    void anOutputIsTakenApart() {
        assertThat(SubjectTags.output("dvb:0", "udp://239.1.1.1:5004 (service 1045)"))
                .containsExactlyElementsOf(
                        Tags.of("input", "dvb:0", "output", "udp://239.1.1.1:5004", "service", "1045"));
        assertThat(SubjectTags.output("dvb:0", "file:x (service \"France 5\")"))
                .containsExactlyElementsOf(Tags.of("input", "dvb:0", "output", "file:x", "service", "France 5"));
        assertThat(SubjectTags.output("dvb:0", "file:x"))
                .isEqualTo(Tags.of("input", "dvb:0", "output", "file:x", "service", ""));
    }

    @Test
    void labelsAreHarmless() {
        assertThat(SubjectTags.input("file:a\u001b[2J\nb.ts")).isEqualTo(Tags.of("input", "file:a [2J b.ts"));
        assertThat(SubjectTags.output("sim:", "file:\u202Ex (service \"7\" \u2028x\")"))
                .isEqualTo(Tags.of("input", "sim:", "output", "file: x", "service", "7' x"));
    }
}
