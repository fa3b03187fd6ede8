// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The text of a configuration file, and the one form in which its mistakes are told.
 *
 * @param name as the user gave it
 * @param text all of it
 */
record ConfigFile(String name, String text) {

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException in one line, if it cannot be read
     */
    static ConfigFile read(Path file) {
        try {
            return new ConfigFile(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + ": no such file (expected: a configuration in YAML)", e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + ": not text (expected: a configuration in YAML, in UTF-8)", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + ": cannot be read (expected: a configuration in YAML): " + e.getMessage(), e);
        }
    }

    /** Makes the error for a value. */
    IllegalArgumentException error(int line, String key, String value, String expected) {
        return error(line, key + ": " + value + " (expected: " + expected + ")");
    }

    /** Makes an error from what somebody else found wrong. */
    IllegalArgumentException error(int line, String problem) {
        return new IllegalArgumentException(name + ":" + line + ": " + problem);
    }
}
