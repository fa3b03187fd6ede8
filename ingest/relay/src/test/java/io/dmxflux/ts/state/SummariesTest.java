// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummariesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            OK        | OK        | OK        | ok        | all on air
            OK        | ATTENTION | ATTENTION | attention | all on air; 1 service needs attention
            ATTENTION | OK        | OK        | attention | all on air; 1 input needs attention
            OK        | OK        | ATTENTION | attention | all on air; 1 output needs attention
            ENDED     | OK        | ENDED     | ok        | all on air
            OK        | GONE      | WAITING   | fault     | 1 of 2 services is not on air
            OK        | OK        | WAITING   | fault     | 1 output sends nothing
            WAITING   | FAULT     | OK        | fault     | 1 input waits, 1 of 2 services is not on air
            SILENT    | FAULT     | FAULT     | fault     | 1 input is silent, 1 of 2 services is not on air
            """)
    void theWorstIsToldInALine(Condition input, Condition service, Condition output, String state, String text) {
        RelayState.Summary summary = Summaries.of(
                List.of(States.input(input)),
                List.of(States.service(Condition.OK), States.service(service)),
                List.of(States.output(output)));
        assertThat(summary.state()).hasToString(state);
        assertThat(summary.text()).isEqualTo(text);
    }

    @Test
    void ofOneServiceItIsNotSaidOfHowMany() {
        assertThat(Summaries.of(List.of(), List.of(States.service(Condition.GONE)), List.of()))
                .isEqualTo(new RelayState.Summary(Condition.FAULT, "1 service is not on air", 1, null));
        assertThat(Summaries.of(
                                List.of(),
                                List.of(States.service(Condition.GONE), States.service(Condition.FAULT)),
                                List.of())
                        .text())
                .isEqualTo("2 of 2 services are not on air");
    }
}
