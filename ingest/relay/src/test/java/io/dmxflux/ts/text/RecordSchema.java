// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JSON schema of a document, made of its records: nothing else may be there. */
public final class RecordSchema {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** What becomes of a component that is null. */
    public enum Absence {
        /** It is not there. */
        LEFT_OUT,
        /** It is there, and null. */
        NULL
    }

    private RecordSchema() {}

    /**
     * Makes a schema, and compares it with the one that is served; {@code -Dschema=renew} writes that.
     *
     * @param served where that is
     */
    public static JsonNode of(Class<?> document, String title, Absence absence, Path served) throws IOException {
        JsonNode generated = generated(document, title, absence);
        if ("renew".equals(System.getProperty("schema"))) {
            Files.createDirectories(served.getParent());
            Files.writeString(served, MAPPER.writeValueAsString(generated) + "\n");
        }
        assertThat(MAPPER.readTree(Files.readString(served)))
                .as("run this test with -Dschema=renew")
                .isEqualTo(generated);
        return generated;
    }

    private static JsonNode generated(Class<?> document, String title, Absence absence) {
        SchemaGeneratorConfigBuilder builder = new SchemaGeneratorConfigBuilder(
                        SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(Option.DEFINITIONS_FOR_ALL_OBJECTS, Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT)
                .with(Option.EXTRA_OPEN_API_FORMAT_VALUES)
                .with(Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES)
                .with(new JacksonModule(JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE));
        if (absence == Absence.LEFT_OUT) {
            builder.forFields().withRequiredCheck(field -> !isNullable(field));
        } else {
            builder.with(Option.NULLABLE_ARRAY_ITEMS_ALLOWED)
                    .forFields()
                    .withRequiredCheck(field -> true)
                    .withNullableCheck(RecordSchema::isNullable);
        }
        ObjectNode schema = new SchemaGenerator(builder.build()).generateSchema(document);
        schema.put("title", title);
        return schema;
    }

    /** Of a type, or of that of what a list has, as JSpecify has it. */
    private static boolean isNullable(FieldScope field) {
        AnnotatedType type = field.getRawMember().getAnnotatedType();
        if (field.isFakeContainerItemScope() && type instanceof AnnotatedParameterizedType list) {
            type = list.getAnnotatedActualTypeArguments()[0];
        }
        return Arrays.stream(type.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType() == Nullable.class);
    }

    /** Returns what is wrong with a document by a schema. */
    public static Set<ValidationMessage> problems(JsonNode schema, JsonNode document) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schema)
                .validate(document);
    }
}
