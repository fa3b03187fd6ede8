// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.dmxflux.ts.psi.HarmlessText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Values as one line of JSON that a terminal may show: it escapes what is harmful in strings ({@link HarmlessText}), which is
 * the same string for a program that reads it.
 */
public final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper(
                    new JsonFactoryBuilder().characterEscapes(new Harmless()).build())
            .registerModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance));

    private Json() {}

    /**
     * Writes a value.
     *
     * @param value a record of numbers, strings and others such
     * @return one line
     */
    public static String of(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of numbers and strings is no JSON", e);
        }
    }

    /**
     * Makes a tree of a value.
     *
     * @param value a record of numbers, strings, times and others such
     * @return the same as {@link #of} writes
     */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** Looks at UTF-16 units, so that a character beyond U+FFFF is escaped in any case. */
    private static final class Harmless extends CharacterEscapes {

        private static final long serialVersionUID = 1;
        private static final int DELETE = 0x7F;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] escapes = standardAsciiEscapesForJSON();
            escapes[DELETE] = ESCAPE_STANDARD;
            return escapes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int unit) {
            return HarmlessText.isHarmful(unit) ? new SerializedString(String.format("\\u%04x", unit)) : null;
        }
    }
}
