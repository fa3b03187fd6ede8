// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.JacksonYAMLParseException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads YAML into nodes that know their lines; see the package for why not into objects at once. */
final class YamlTree {

    private static final YAMLFactory FACTORY = new YAMLFactory();

    private final ConfigFile file;
    private final YAMLParser parser;

    private YamlTree(ConfigFile file, YAMLParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /**
     * Reads the one document of a file.
     *
     * @throws IllegalArgumentException in one line, if it is not YAML, or more than one document
     */
    static YamlNode read(ConfigFile file) {
        try (YAMLParser parser = FACTORY.createParser(file.text())) {
            return new YamlTree(file, parser).document();
        } catch (JacksonYAMLParseException e) {
            throw notYaml(file, e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file.name() + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private YamlNode document() throws IOException {
        YamlNode all = parser.nextToken() == null ? new YamlNode.Nothing(1) : node();
        if (parser.nextToken() != null) {
            throw file.error(line(), "---: a second document (expected: one)");
        }
        return all;
    }

    /** Reads what begins with the current token. */
    private YamlNode node() throws IOException {
        int line = line();
        if (parser.isCurrentAlias()) {
            throw file.error(line, "*" + parser.getText() + ": an alias (expected: the value itself)");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> new YamlNode.Block(line, entries());
            case START_ARRAY -> new YamlNode.Items(line, items());
            case VALUE_NULL -> new YamlNode.Nothing(line);
            default -> new YamlNode.Scalar(line, parser.getText());
        };
    }

    private List<YamlNode> items() throws IOException {
        List<YamlNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node());
        }
        return items;
    }

    private List<YamlNode.Entry> entries() throws IOException {
        List<YamlNode.Entry> entries = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            int line = line();
            String key = parser.currentName();
            for (YamlNode.Entry entry : entries) {
                if (entry.key().equals(key)) {
                    throw file.error(line, key, "twice", "once; line " + entry.line() + " has it already");
                }
            }
            parser.nextToken();
            entries.add(new YamlNode.Entry(line, key, node()));
        }
        return entries;
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private static IllegalArgumentException notYaml(ConfigFile file, JacksonYAMLParseException failure) {
        int line = failure.getLocation() == null ? 1 : failure.getLocation().getLineNr();
        String problem = String.valueOf(failure.getOriginalMessage());
        if (failure.getCause() instanceof MarkedYAMLException marked) {
            Mark mark = marked.getProblemMark();
            line = mark == null ? line : mark.getLine() + 1;
            problem = marked.getProblem();
        }
        return file.error(
                line, "not YAML: " + problem.lines().findFirst().orElse("") + " (expected: " + cure(problem) + ")");
    }

    /** The one trap that our own values set. */
    private static String cure(String problem) {
        return problem.startsWith("mapping values are not allowed")
                ? "quotes around a value with a colon at its end, as in 'sim:'"
                : "keys and values";
    }
}
