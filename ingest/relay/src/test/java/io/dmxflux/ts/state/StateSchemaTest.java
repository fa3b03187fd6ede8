// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmxflux.ts.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StateSchemaTest {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final Path RESOURCE = Path.of("src/main/resources/io/dmxflux/ts/state/state.schema.json");

    /** {@code -Dstate.schema=renew} writes it: a change of the shape, other than an addition, takes another version. */
    @Test
    void theSchemaThatIsServedIsThatOfTheRecords() throws IOException {
        JsonNode generated = StateSchema.generated();
        if ("renew".equals(System.getProperty("state.schema"))) {
            Files.createDirectories(RESOURCE.getParent());
            Files.writeString(RESOURCE, MAPPER.writeValueAsString(generated) + "\n");
        }
        assertThat(MAPPER.readTree(Files.readString(RESOURCE)))
                .as("run this test with -Dstate.schema=renew")
                .isEqualTo(generated);
    }

    @Test
    void aDocumentThatIsNotOfTheShapeIsRefused() {
        ObjectNode document = (ObjectNode) Json.tree(States.some());
        JsonNode schema = StateSchema.generated();
        assertThat(StateSchema.problems(schema, document)).isEmpty();

        document.put("unknown", 1);
        assertThat(StateSchema.problems(schema, document)).hasSize(1);
        document.remove("unknown");
        ((ObjectNode) document.at("/inputs/dvb-0")).put("state", "fine");
        assertThat(StateSchema.problems(schema, document)).hasSize(1);
        ((ObjectNode) document.at("/inputs/dvb-0")).put("state", "ok").remove("packets");
        assertThat(StateSchema.problems(schema, document)).hasSize(1);
    }
}
