// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Keys and values of one place in the file, asked for what may be there.
 *
 * <p><b>Internal.</b> Public for the rest of the relay.
 * <p><b>Errors:</b> a value that is not as asked for is an {@link IllegalArgumentException} that names file, line and key.
 */
public final class ConfigBlock {

    private final ConfigFile file;
    private final MappingNode block;

    private ConfigBlock(ConfigFile file, MappingNode block) {
        this.file = file;
        this.block = block;
    }

    /** Takes a node for keys and values, each key at most once. */
    private static ConfigBlock of(ConfigFile file, MappingNode node) {
        Map<String, Integer> lines = new HashMap<>();
        for (NodeTuple entry : node.getValue()) {
            int line = ConfigFile.line(entry.getKeyNode());
            Integer before = lines.putIfAbsent(key(entry), line);
            if (before != null) {
                throw file.error(line, key(entry), "twice", "once; line " + before + " has it already");
            }
        }
        return new ConfigBlock(file, node);
    }

    /**
     * Takes a node for keys and values, of which it may have only those.
     *
     * @param file where it stands
     * @param key whose value it is
     * @param node the value
     * @param known keys that it may have
     * @return the block
     */
    public static ConfigBlock of(ConfigFile file, String key, Node node, Set<String> known) {
        if (!(node instanceof MappingNode block)) {
            throw file.error(node, key, "keys and values, of " + words(known));
        }
        for (NodeTuple entry : block.getValue()) {
            if (!known.contains(key(entry))) {
                throw file.error(
                        ConfigFile.line(entry.getKeyNode()), key(entry), "no such key", "one of " + words(known));
            }
        }
        return of(file, block);
    }

    private static String key(NodeTuple entry) {
        return entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : ConfigFile.shown(entry.getKeyNode());
    }

    private static String words(Set<String> known) {
        return String.join(", ", new TreeSet<>(known));
    }

    private Optional<NodeTuple> entry(String key) {
        return block.getValue().stream().filter(entry -> key(entry).equals(key)).findFirst();
    }

    /**
     * Returns the line of a key.
     *
     * @param key any
     * @return that of the block where the key is not there
     */
    public int line(String key) {
        return entry(key).map(entry -> ConfigFile.line(entry.getKeyNode())).orElse(ConfigFile.line(block));
    }

    /**
     * Returns the value of a key that may be there.
     *
     * @param key any
     * @return empty if it is not there
     */
    public Optional<Node> find(String key) {
        return entry(key).map(NodeTuple::getValueNode);
    }

    /**
     * Tells whether a key is there.
     *
     * @param key any
     * @return whether it is
     */
    public boolean has(String key) {
        return entry(key).isPresent();
    }

    /**
     * Makes the error for a key that is not there.
     *
     * @param key which
     * @param expected what it should have
     * @return the error, to be thrown
     */
    public IllegalArgumentException missing(String key, String expected) {
        return file.error(ConfigFile.line(block), key, "missing", expected);
    }

    /**
     * Reads one value by something that says in an {@link IllegalArgumentException} what it does not like.
     *
     * @param key whose value
     * @param expected what it should be, where it is no word
     * @param read reads the word
     * @param <T> values
     * @return the value; empty where the key is not there
     */
    public <T> Optional<T> value(String key, String expected, Function<String, T> read) {
        return find(key).map(value -> scalar(key, value, expected, read));
    }

    /**
     * Reads a value that is true or false.
     *
     * @param key whose value
     * @return false where it is not there
     */
    public boolean flag(String key) {
        return value(key, "true or false", text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException(text + " (expected: true or false)");
                })
                .orElse(false);
    }

    /**
     * Reads a list of words.
     *
     * @param key whose value
     * @param expected what it should be
     * @param read reads a word
     * @param <T> items
     * @return none where it is not there
     */
    public <T> List<T> words(String key, String expected, Function<String, T> read) {
        return items(key, expected, item -> scalar(key, item, expected, read));
    }

    /**
     * Reads a list.
     *
     * @param key whose value
     * @param expected what it should be
     * @param read reads an item
     * @param <T> items
     * @return none where it is not there
     */
    public <T> List<T> items(String key, String expected, Function<Node, T> read) {
        Optional<Node> value = find(key);
        if (value.isEmpty()) {
            return List.of();
        }
        if (value.get() instanceof SequenceNode list) {
            return list.getValue().stream().map(read).toList();
        }
        throw file.error(value.get(), key, expected);
    }

    /**
     * Reads keys that are data, and their values; none where they are not there.
     *
     * @param key whose value they are
     * @param expected what that should be
     * @param read takes each key with its value
     */
    public void pairs(String key, String expected, BiConsumer<String, String> read) {
        find(key).ifPresent(value -> {
            if (!(value instanceof MappingNode pairs)) {
                throw file.error(value, key, expected);
            }
            for (NodeTuple pair : of(file, pairs).block.getValue()) {
                scalar(key, pair.getValueNode(), expected, text -> {
                    read.accept(key(pair), text);
                    return text;
                });
            }
        });
    }

    private <T> T scalar(String key, Node value, String expected, Function<String, T> read) {
        if (value instanceof ScalarNode scalar && !value.getTag().equals(Tag.NULL)) {
            return explained(ConfigFile.line(value), key, () -> read.apply(scalar.getValue()));
        }
        throw file.error(value, key, expected);
    }

    /**
     * Puts file, line and key before a problem that names neither.
     *
     * @param line where the value stands
     * @param key whose it is
     * @param read reads it
     * @param <T> values
     * @return what was read
     */
    public <T> T explained(int line, String key, Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            String problem = String.valueOf(e.getMessage());
            throw file.error(line, problem.startsWith(key + ": ") ? problem : key + ": " + problem);
        }
    }
}
