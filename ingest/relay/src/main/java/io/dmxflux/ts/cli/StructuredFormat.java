// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.text.EventFields;
import io.dmxflux.ts.text.EventLevel;
import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.text.LogFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashCommonFieldNames;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/**
 * A line for machines from each message, by an encoder of Logback: fields as SLF4J's key-value pairs, and the line that people
 * would read as the message. What libraries log takes the same way.
 *
 * <p><b>Threading:</b> any thread; Logback's encoders keep no state.
 */
final class StructuredFormat implements MessageFormat {

    private static final String OURS = "dmxflux";

    /** On a machine without a network card Netty warns that it numbers its channels at random, which has no effect. */
    private static final String NETTYS_NUMBERS = "io.netty.util.internal.MacAddressUtil";

    /** It warns of requests that are none and connections that break, so that a client of the port of metrics could fill the log. */
    private static final String REQUESTS = "reactor.netty";

    /** Its client tells of each attempt to connect, and with stack traces; an input or output says once what it waits for. */
    private static final String KAFKA = "org.apache.kafka";

    private final Encoder<ILoggingEvent> encoder;
    private final Logger logger;
    private final boolean isJournal;

    /**
     * Prepares a back end of SLF4J.
     *
     * @param context the back end's; what it had is removed
     * @param format JSON or logfmt
     * @param isJournal whether lines begin with a priority
     * @param lines receives what libraries log, each one line; must not block
     */
    StructuredFormat(LoggerContext context, LogFormat format, boolean isJournal, Consumer<String> lines) {
        this.isJournal = isJournal;
        context.reset();
        encoder = format == LogFormat.JSON ? json() : new LogfmtEncoder();
        encoder.setContext(context);
        encoder.start();
        Lines appender = new Lines(lines);
        appender.setContext(context);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(ch.qos.logback.classic.Level.WARN);
        root.addAppender(appender);
        context.getLogger(NETTYS_NUMBERS).setLevel(ch.qos.logback.classic.Level.ERROR);
        context.getLogger(REQUESTS).setLevel(ch.qos.logback.classic.Level.ERROR);
        context.getLogger(KAFKA).setLevel(ch.qos.logback.classic.Level.OFF);
        logger = context.getLogger(OURS);
    }

    /** On the back end that {@link LogBackEnd#choose} has chosen; one that is another's is left alone. */
    static StructuredFormat open(LogFormat format, boolean isJournal, Consumer<String> lines) {
        LoggerContext context =
                LoggerFactory.getILoggerFactory() instanceof LoggerContext chosen ? chosen : new LoggerContext();
        return new StructuredFormat(context, format, isJournal, lines);
    }

    private static LogstashEncoder json() {
        LogstashFieldNames names = new LogstashFieldNames();
        names.setTimestamp("time");
        names.setLogger("logger");
        names.setVersion(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
        names.setThread(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
        names.setLevelValue(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setFieldNames(names);
        encoder.setIncludeMdc(false);
        return encoder;
    }

    /** One line, also for an event of which people are told nothing, or in several lines. */
    @Override
    public List<String> lines(RelayEvent event, Instant happened) {
        Map<String, Object> fields = EventFields.of(event);
        List<String> lines = EventText.lines(event);
        String text = lines.isEmpty() ? named(fields) : String.join("; ", lines);
        return List.of(line(EventLevel.of(event), text, fields, happened));
    }

    private String line(Level level, String text, Map<String, Object> fields, Instant happened) {
        LoggingEvent logged = logged(level, text, happened);
        fields.forEach((key, value) -> logged.addKeyValuePair(new KeyValuePair(key, value)));
        return encoded(logged);
    }

    @Override
    public String line(String text, Map<String, Object> fields, Instant told) {
        return line(Level.INFO, text, fields, told);
    }

    /** Such as {@code file:a.ts: output started}. */
    private static String named(Map<String, Object> fields) {
        String name = String.valueOf(fields.get("event")).replace('_', ' ');
        Object subject = fields.getOrDefault("output", fields.get("input"));
        return subject == null ? name : EventText.of(subject) + name;
    }

    @Override
    public String line(Level level, String text, Instant told) {
        return encoded(logged(level, text, told));
    }

    @Override
    public String lineWithTime(String text, Instant happened) {
        return line(Level.INFO, text, happened);
    }

    private LoggingEvent logged(Level level, String text, Instant when) {
        LoggingEvent event = new LoggingEvent(
                StructuredFormat.class.getName(),
                logger,
                ch.qos.logback.classic.Level.convertAnSLF4JLevel(level),
                text,
                null,
                null);
        event.setInstant(when);
        return event;
    }

    private String encoded(ILoggingEvent event) {
        String line = new String(encoder.encode(event), StandardCharsets.UTF_8).stripTrailing();
        return isJournal ? JournalPriority.prefix(level(event)) + line : line;
    }

    private static Level level(ILoggingEvent event) {
        int level = event.getLevel().toInt();
        if (level >= ch.qos.logback.classic.Level.ERROR_INT) {
            return Level.ERROR;
        }
        return level >= ch.qos.logback.classic.Level.WARN_INT ? Level.WARN : Level.INFO;
    }

    /** What libraries log. */
    private final class Lines extends AppenderBase<ILoggingEvent> {

        private final Consumer<String> lines;

        Lines(Consumer<String> lines) {
            this.lines = lines;
        }

        @Override
        protected void append(ILoggingEvent event) {
            lines.accept(encoded(event));
        }
    }
}
