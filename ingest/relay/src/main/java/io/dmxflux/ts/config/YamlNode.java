// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import java.util.List;

/** A piece of a YAML file that knows its line. */
sealed interface YamlNode {

    /** The line on which it begins, the first being 1. */
    int line();

    /** What a person is shown of it in an error. */
    String shown();

    /** A word, a number or a sentence, as written, without quotes. */
    record Scalar(int line, String text) implements YamlNode {

        @Override
        public String shown() {
            return text.lines().findFirst().orElse("\"\"");
        }
    }

    /** A key without a value. */
    record Nothing(int line) implements YamlNode {

        @Override
        public String shown() {
            return "nothing";
        }
    }

    /** Items, each after a dash, or in brackets. */
    record Items(int line, List<YamlNode> items) implements YamlNode {

        @Override
        public String shown() {
            return "a list";
        }
    }

    /** Keys and values, in the file's order; no two keys are equal. */
    record Block(int line, List<Entry> entries) implements YamlNode {

        @Override
        public String shown() {
            return "keys and values";
        }
    }

    /** A key and its value. */
    record Entry(int line, String key, YamlNode value) {}
}
