// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keys and values of one place in the file, asked for what may be there.
 *
 * <p><b>Errors:</b> whatever is not as asked for is an {@link IllegalArgumentException} that names file, line and key.
 */
final class ConfigBlock {

    private final ConfigFile file;
    private final YamlNode.Block block;

    private ConfigBlock(ConfigFile file, YamlNode.Block block) {
        this.file = file;
        this.block = block;
    }

    /** Takes a node for keys and values, of which it may have only those. */
    static ConfigBlock of(ConfigFile file, String key, YamlNode node, Set<String> known) {
        if (!(node instanceof YamlNode.Block block)) {
            throw file.error(node.line(), key, node.shown(), "keys and values, of " + words(known));
        }
        for (YamlNode.Entry entry : block.entries()) {
            if (!known.contains(entry.key())) {
                throw file.error(entry.line(), entry.key(), "no such key", "one of " + words(known));
            }
        }
        return new ConfigBlock(file, block);
    }

    private static String words(Set<String> known) {
        return String.join(", ", new TreeSet<>(known));
    }

    /** The line of a key that is there. */
    int line(String key) {
        return find(key).map(YamlNode.Entry::line).orElse(block.line());
    }

    Optional<YamlNode.Entry> find(String key) {
        return block.entries().stream().filter(entry -> entry.key().equals(key)).findFirst();
    }

    boolean has(String key) {
        return find(key).isPresent();
    }

    IllegalArgumentException missing(String key, String expected) {
        return file.error(block.line(), key, "missing", expected);
    }

    /** Reads one value by something that says in an {@link IllegalArgumentException} what it does not like. */
    <T> Optional<T> value(String key, String expected, Function<String, T> read) {
        return find(key).map(entry -> scalar(key, entry.value(), expected, read));
    }

    /** Reads a value that is true or false; false where it is not there. */
    boolean flag(String key) {
        return value(key, "true or false", text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException(text + " (expected: true or false)");
                })
                .orElse(false);
    }

    /** Reads a list of words; none where it is not there. */
    <T> List<T> words(String key, String expected, Function<String, T> read) {
        return items(key, expected, item -> scalar(key, item, expected, read));
    }

    /** Reads a list; none where it is not there. */
    <T> List<T> items(String key, String expected, Function<YamlNode, T> read) {
        return find(key)
                .map(YamlNode.Entry::value)
                .map(value -> {
                    if (value instanceof YamlNode.Items list) {
                        return list.items().stream().map(read).toList();
                    }
                    throw file.error(value.line(), key, value.shown(), expected);
                })
                .orElse(List.of());
    }

    /** Reads keys that are data, and their values; none where they are not there. */
    void pairs(String key, String expected, BiConsumer<String, String> read) {
        find(key).map(YamlNode.Entry::value).ifPresent(value -> {
            if (!(value instanceof YamlNode.Block pairs)) {
                throw file.error(value.line(), key, value.shown(), expected);
            }
            for (YamlNode.Entry pair : pairs.entries()) {
                scalar(key, pair.value(), expected, text -> {
                    read.accept(pair.key(), text);
                    return text;
                });
            }
        });
    }

    private <T> T scalar(String key, YamlNode value, String expected, Function<String, T> read) {
        if (value instanceof YamlNode.Scalar scalar) {
            return explained(value.line(), key, () -> read.apply(scalar.text()));
        }
        throw file.error(value.line(), key, value.shown(), expected);
    }

    /** Puts file, line and key before what somebody else found wrong. */
    <T> T explained(int line, String key, Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            String problem = String.valueOf(e.getMessage());
            throw file.error(line, problem.startsWith(key + ": ") ? problem : key + ": " + problem);
        }
    }
}
