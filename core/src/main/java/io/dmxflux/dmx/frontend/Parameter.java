// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import io.dmxflux.check.Check;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A value that the driver takes as a number, and people write as a word. Every enum of tuning parameters is one. */
public interface Parameter {

    /**
     * Returns the kernel's number.
     *
     * @return the enumerator of linux/dvb/frontend.h
     */
    int number();

    /**
     * Returns the word for it in channel files.
     *
     * @return what libdvbv5 writes, such as {@code QAM/64}
     */
    String label();

    /**
     * Finds a value by its word. Case and the characters {@code / _ -} do not matter: {@code qam64} is {@code QAM/64}.
     *
     * @param type the parameter
     * @param word what a person or a file has
     * @param name the name that the user knows the parameter by, for the error
     * @param <P> parameters
     * @return the value
     * @throws IllegalArgumentException in one line with the words that are known
     */
    static <P extends Enum<P> & Parameter> P of(Class<P> type, String word, String name) {
        Optional<P> found = Stream.of(type.getEnumConstants())
                .filter(value -> plain(value.label()).equals(plain(word)))
                .findFirst();
        Check.argument(found.isPresent(), name, word, words(type));
        return found.orElseThrow();
    }

    /**
     * Finds a value by its number.
     *
     * @param type the parameter
     * @param number the kernel's number
     * @param <P> parameters
     * @return the value; empty where the number has none here
     */
    static <P extends Enum<P> & Parameter> Optional<P> of(Class<P> type, int number) {
        return Stream.of(type.getEnumConstants())
                .filter(value -> value.number() == number)
                .findFirst();
    }

    private static <P extends Enum<P> & Parameter> String words(Class<P> type) {
        return Stream.of(type.getEnumConstants()).map(Parameter::label).collect(Collectors.joining(", "));
    }

    private static String plain(String word) {
        return word.replaceAll("[/_-]", "").toLowerCase(Locale.ROOT);
    }
}
