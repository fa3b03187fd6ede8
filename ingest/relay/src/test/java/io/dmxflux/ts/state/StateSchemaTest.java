// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmxflux.ts.text.Json;
import io.dmxflux.ts.text.RecordSchema;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StateSchemaTest {

    private static final Path RESOURCE = Path.of("src/main/resources/io/dmxflux/ts/state/state.schema.json");

    /** A change of the shape, other than an addition, takes another version. */
    static JsonNode schema() throws IOException {
        return RecordSchema.of(
                RelayState.class,
                "The state of dmxflux, version " + RelayState.VERSION,
                RecordSchema.Absence.LEFT_OUT,
                RESOURCE);
    }

    @Test
    void theSchemaThatIsServedIsThatOfTheRecords() throws IOException {
        assertThat(schema().path("properties").isEmpty()).isFalse();
    }

    @Test
    void aDocumentThatIsNotOfTheShapeIsRefused() throws IOException {
        ObjectNode document = (ObjectNode) Json.tree(States.some());
        JsonNode schema = schema();
        assertThat(RecordSchema.problems(schema, document)).isEmpty();

        document.put("unknown", 1);
        assertThat(RecordSchema.problems(schema, document)).hasSize(1);
        document.remove("unknown");
        ((ObjectNode) document.at("/inputs/dvb-0")).put("state", "fine");
        assertThat(RecordSchema.problems(schema, document)).hasSize(1);
        ((ObjectNode) document.at("/inputs/dvb-0")).put("state", "ok").remove("packets");
        assertThat(RecordSchema.problems(schema, document)).hasSize(1);
    }
}
