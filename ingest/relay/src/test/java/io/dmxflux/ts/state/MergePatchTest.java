// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {

    private static final int DOCUMENTS = 5_000;

    private static ObjectNode object(String json) {
        return (ObjectNode) StateReader.parsed(json);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a":1}             | {"a":1}             | {}
            {"a":1}             | {"a":2}             | {"a":2}
            {"a":1}             | {}                  | {"a":null}
            {}                  | {"a":{}}            | {"a":{}}
            {"a":{"b":1}}       | {"a":{"b":1,"c":2}} | {"a":{"c":2}}
            {"a":{"b":1}}       | {"a":{}}            | {"a":{"b":null}}
            {"a":{"b":1}}       | {"a":3}             | {"a":3}
            {"a":[1,2]}         | {"a":[1,3]}         | {"a":[1,3]}
            {"a":[{"b":1}]}     | {"a":[{"c":1}]}     | {"a":[{"c":1}]}
            """)
    void whatHasChangedIsInThePatchAndNothingElse(String before, String after, String patch) {
        assertThat(MergePatch.between(object(before), object(after))).isEqualTo(object(patch));
    }

    @Test
    void anyDocumentBecomesAnyOther() {
        Random random = new Random(13);
        ObjectNode document = random(random, 3);
        for (int i = 0; i < DOCUMENTS; i++) {
            ObjectNode next = random(random, 3);
            ObjectNode patch = MergePatch.between(document, next);
            assertThat(StateReader.patched(document.deepCopy(), patch.deepCopy()))
                    .as("%s by %s", document, patch)
                    .isEqualTo(next);
            document = next;
        }
    }

    private static ObjectNode random(Random random, int depth) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (String name : new String[] {"a", "b", "c"}) {
            switch (random.nextInt(5)) {
                case 0 -> node.put(name, random.nextInt(3));
                case 1 -> node.putArray(name).add(random.nextInt(2));
                case 2, 3 -> node.set(name, depth == 0 ? node.textNode("x") : random(random, depth - 1));
                default -> {}
            }
        }
        return node;
    }
}
