// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import io.dmxflux.ts.psi.HarmlessText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.event.KeyValuePair;

/**
 * {@code key=value} pairs, values in quotes where they need any. Logback's own {@code %kvp} does not escape a quote in a value,
 * which may come out of a stream.
 *
 * <p><b>Threading:</b> any thread.
 */
final class LogfmtEncoder extends EncoderBase<ILoggingEvent> {

    private static final byte[] NONE = {};

    @Override
    public byte[] headerBytes() {
        return NONE;
    }

    @Override
    public byte[] footerBytes() {
        return NONE;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder();
        Instant time = event.getInstant();
        pair(line, "time", time == null ? Instant.ofEpochMilli(event.getTimeStamp()) : time);
        pair(line, "level", event.getLevel().toString().toLowerCase(Locale.ROOT));
        pair(line, "logger", event.getLoggerName());
        List<KeyValuePair> fields = event.getKeyValuePairs();
        if (fields != null) {
            fields.forEach(field -> pair(line, field.key, field.value));
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            pair(line, "error", thrown.getClassName() + ": " + thrown.getMessage());
        }
        pair(line, "msg", event.getFormattedMessage());
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void pair(StringBuilder line, String key, Object value) {
        String text = value instanceof Collection<?> all
                ? all.stream().map(String::valueOf).collect(Collectors.joining(","))
                : String.valueOf(value);
        if (!line.isEmpty()) {
            line.append(' ');
        }
        line.append(key).append('=').append(isBare(text) ? text : quoted(text));
    }

    private static boolean isBare(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(character -> character > ' '
                                && character != '"'
                                && character != '='
                                && character != '\\'
                                && character < 0x7F);
    }

    private static String quoted(String text) {
        String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\t", "\\t");
        return '"' + HarmlessText.escaped(escaped) + '"';
    }
}
