// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.ts.psi.HarmlessText;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The text of a configuration file, and the one form in which its mistakes are told.
 *
 * <p><b>Internal.</b> Public for the rest of the relay.
 *
 * @param name as the user gave it
 * @param text all of it
 */
public record ConfigFile(String name, String text) {

    /** Some ten thousand outputs. A larger file is another one by mistake, and is not read into memory. */
    private static final int MOST_BYTES = 1 << 20;

    /** Twice what a configuration needs. */
    private static final int DEEPEST = 10;

    /** Tags that say what a value is anyway. */
    private static final Set<String> TAGS = Set.of(
            "!",
            Tag.STR.getValue(),
            Tag.INT.getValue(),
            Tag.FLOAT.getValue(),
            Tag.BOOL.getValue(),
            Tag.NULL.getValue(),
            Tag.SEQ.getValue(),
            Tag.MAP.getValue());

    /**
     * Reads a file.
     *
     * @param file which
     * @return its text
     * @throws IllegalArgumentException in one line, if it cannot be read
     */
    public static ConfigFile read(Path file) {
        try {
            return new ConfigFile(file.toString(), text(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + ": no such file (expected: a configuration in YAML)", e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + ": not text (expected: a configuration in YAML, in UTF-8)", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + ": cannot be read (expected: a configuration in YAML): " + FileProblem.of(e), e);
        }
    }

    /**
     * Reads a file once more. A FIFO or a terminal has been read, and to open it again would wait for a writer.
     *
     * @param file which
     * @return its text
     * @throws IllegalArgumentException in one line, if it cannot be read, or not more than once
     */
    public static ConfigFile readAgain(Path file) {
        if (canBeReadOnce(file)) {
            throw new IllegalArgumentException(file
                    + ": not a regular file (expected: a configuration in YAML, in a file that can be read again)");
        }
        return read(file);
    }

    /**
     * Tells whether it is a FIFO, a socket or a device, which give their contents once.
     *
     * @param file which
     * @return false also for what is not there
     */
    public static boolean canBeReadOnce(Path file) {
        return FileLookup.ask(file, () -> isOther(file), false);
    }

    private static boolean isOther(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).isOther();
        } catch (IOException e) {
            return false; // told by what reads it
        }
    }

    private static String text(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            byte[] all = bytes.readNBytes(MOST_BYTES + 1);
            if (all.length > MOST_BYTES) {
                throw new IllegalArgumentException(
                        file + ": larger than 1 MiB (expected: a configuration in YAML, which is smaller)");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(all))
                    .toString();
        }
    }

    /**
     * Returns the one document of the file.
     *
     * @return nodes that know their lines; empty if it says nothing
     * @throws IllegalArgumentException in one line, if it is not YAML, has aliases, or more than one document
     */
    public Optional<Node> root() {
        Yaml yaml = new Yaml(new LoaderOptions());
        try {
            checkEvents(yaml.parse(new StringReader(text)));
            return Optional.ofNullable(yaml.compose(new StringReader(text)))
                    .filter(node -> !node.getTag().equals(Tag.NULL));
        } catch (MarkedYAMLException e) {
            throw notYaml(begin(e), e.getProblem());
        } catch (YAMLException e) {
            throw notYaml(null, String.valueOf(e.getMessage()));
        } catch (StackOverflowError e) {
            throw notYaml(null, "nested too deeply");
        }
    }

    /** Refuses what cannot be seen in nodes any more. */
    private void checkEvents(Iterable<Event> events) {
        int documents = 0;
        int depth = 0;
        for (Event event : events) {
            if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
                throw error(line(event.getStartMark()), "nested too deeply (expected: at most " + DEEPEST + " levels)");
            }
            depth -= event instanceof CollectionEndEvent ? 1 : 0;
            String tag = tag(event);
            if (tag != null && !TAGS.contains(tag)) {
                throw error(line(event.getStartMark()), tag + ": a tag (expected: the value without it)");
            }
            if (event instanceof AliasEvent alias) {
                throw error(
                        line(alias.getStartMark()),
                        "*" + alias.getAnchor() + ": an alias (expected: the value itself)");
            }
            if (event instanceof DocumentStartEvent && ++documents > 1) {
                throw error(line(event.getStartMark()), "---: a second document (expected: one)");
            }
        }
    }

    private static @Nullable String tag(Event event) {
        if (event instanceof ScalarEvent scalar) {
            return scalar.getTag();
        }
        return event instanceof CollectionStartEvent collection ? collection.getTag() : null;
    }

    /** A quote or a bracket that is not closed is found lines behind it, at what cannot be in it, or at the end. */
    private static @Nullable Mark begin(MarkedYAMLException failure) {
        Mark context = failure.getContextMark();
        String what = String.valueOf(failure.getContext());
        return context != null && (what.contains("quoted scalar") || what.contains("flow "))
                ? context
                : failure.getProblemMark();
    }

    private IllegalArgumentException notYaml(@Nullable Mark mark, String problem) {
        long last = Math.max(1, text.lines().count()); // its end is found behind it
        return error(
                mark == null ? 1 : (int) Math.min(line(mark), last),
                "not YAML: " + problem.lines().findFirst().orElse("") + " (expected: " + cure(problem) + ")");
    }

    /** The one trap that our own values set. */
    private static String cure(String problem) {
        return problem.startsWith("mapping values are not allowed")
                ? "quotes around a value with a colon at its end, as in 'sim:'"
                : "keys and values";
    }

    /**
     * Returns the line on which a node begins.
     *
     * @param node of this file
     * @return the first line is 1
     */
    public static int line(Node node) {
        return line(node.getStartMark());
    }

    private static int line(Mark mark) {
        return mark.getLine() + 1;
    }

    /** Returns what a person is shown of a node in an error. */
    static String shown(Node node) {
        if (node.getTag().equals(Tag.NULL)) {
            return "nothing";
        }
        return switch (node.getNodeId()) {
            case scalar -> ((ScalarNode) node).getValue().lines().findFirst().orElse("\"\"");
            case sequence -> "a list";
            default -> "keys and values";
        };
    }

    /**
     * Makes the error for a node that is not what was expected.
     *
     * @param node the value
     * @param key whose
     * @param expected what would do
     * @return the error, to be thrown
     */
    public IllegalArgumentException error(Node node, String key, String expected) {
        return error(line(node), key, shown(node), expected);
    }

    /**
     * Makes the error for a value.
     *
     * @param line where it stands
     * @param key whose it is
     * @param value what is there
     * @param expected what would do
     * @return the error, to be thrown
     */
    public IllegalArgumentException error(int line, String key, String value, String expected) {
        return error(line, key + ": " + value + " (expected: " + expected + ")");
    }

    /** Makes an error from a problem that is told already. */
    IllegalArgumentException error(int line, String problem) {
        return new IllegalArgumentException(name + ":" + line + ": " + HarmlessText.shortened(problem));
    }
}
