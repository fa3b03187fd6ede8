// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.event.InputEvent;
import io.dmxflux.ts.event.OutputEvent;
import io.dmxflux.ts.event.OutputName;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.split.StreamStats;
import io.dmxflux.ts.tr101290.IndicatorStatus;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Events as machines read them: a name, and fields. An event is a record, and its components are the fields: so an event that
 * is new has its fields by itself.
 * <pre>
 *   TroubleBegan[trouble=InputSilent[subject=dvb:0, silence=PT1.5S]]
 *   event=input_silent  state=began  input=dvb:0  silence_seconds=1.5
 * </pre>
 */
public final class EventFields {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Map<String, Object> fields = new LinkedHashMap<>();

    private EventFields() {}

    /**
     * Takes an event apart.
     *
     * @param event the event
     * @return {@code event}, its name, and the fields: text, numbers, lists of text
     */
    public static Map<String, Object> of(RelayEvent event) {
        EventFields fields = new EventFields();
        fields.add(event);
        return fields.fields;
    }

    private void add(RelayEvent event) {
        if (event instanceof RelayEvent.ManyEvents many) {
            add(many.last());
            put("count", many.count());
            put("time", many.time());
            put("ago", many.ago());
        } else if (event instanceof RelayEvent.Split split) {
            named(split.event());
            put("input", split.input());
        } else if (event instanceof RelayEvent.Pool pool) {
            named(pool.event());
        } else if (event instanceof InputEvent.LogRead read) {
            named(read.event());
            put("input", read.input());
        } else if (event instanceof OutputEvent.LogWritten written) {
            named(written.event());
            put("output", written.output());
        } else if (event instanceof RelayEvent.TroubleBegan began) {
            named(began.trouble());
            put("state", "began");
        } else if (event instanceof RelayEvent.TroubleOver over) {
            named(over.trouble());
            put("state", "over");
            put("lasted", over.lasted());
        } else {
            named(event);
        }
    }

    private void named(Object event) {
        put("event", name(event.getClass().getSimpleName()));
        if (event instanceof Record values) {
            components(values);
        }
    }

    private void components(Record values) {
        for (RecordComponent component : values.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true); // the record may be private
                put(name(component.getName()), component.getAccessor().invoke(values));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(values + ": " + component + " cannot be read", e);
            }
        }
    }

    /** As in {@code InputSilent}, {@code input_silent}. */
    private static String name(String camelCase) {
        return camelCase.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private void put(String key, @Nullable Object value) {
        if (value == null) {
            return;
        }
        if (value instanceof Optional<?> optional) {
            optional.ifPresent(some -> put(key, some));
        } else if (value instanceof OptionalLong some) {
            some.ifPresent(number -> put(key, number));
        } else if (value instanceof OptionalInt some) {
            some.ifPresent(number -> put(key, number));
        } else if (value instanceof Duration time) {
            fields.put(key + "_seconds", time.toNanos() / NANOS_PER_SECOND);
        } else if (value instanceof Trouble.Subject subject) {
            put("input", subject.input());
            subject.output().ifPresent(this::putOutput);
        } else if (value instanceof RelayPlan.Output output) {
            putOutput(output.toString());
        } else if (value instanceof RateBounds bounds) {
            put(RateBounds.LEAST, bound(bounds.least(), RateBounds.NONE.least()));
            put(RateBounds.MOST, bound(bounds.most(), RateBounds.NONE.most()));
        } else if (value instanceof RelayStats stats) {
            put("input", stats.input());
        } else if (value instanceof InputBook book) {
            put("arrived_packets", book.arrived().packets());
            put(
                    "sent_packets",
                    book.outputs().stream()
                            .mapToLong(sent -> sent.sent().packets())
                            .sum());
        } else if (value instanceof IndicatorStatus status) {
            put("indicator", status.indicator().title());
            put("clause", status.indicator().clause());
            put("priority", status.indicator().priority());
            put("pid", status.pid());
            put("services", status.services());
            put("errors", status.count());
        } else if (value instanceof Throwable failure) {
            put("error", String.valueOf(failure.getMessage()));
        } else {
            fields.put(key, simple(value));
        }
    }

    /** As the labels of metrics: where it goes, and the service if it is of one. */
    private void putOutput(String name) {
        OutputName parts = OutputName.of(name);
        put("output", parts.destination());
        if (!parts.service().isEmpty()) {
            put("service", parts.service());
        }
    }

    private static OptionalLong bound(long bitsPerSecond, long none) {
        return bitsPerSecond == none ? OptionalLong.empty() : OptionalLong.of(bitsPerSecond);
    }

    /** One of several, in a word or two. */
    private static String text(Object one) {
        if (one instanceof ElementaryStream stream) {
            return stream.elementaryPid() + " " + stream.kind();
        }
        if (one instanceof StreamStats stream) {
            return stream.pid() + " " + stream.kind();
        }
        return one instanceof RelayPlan plan ? plan.from().name() : one.toString();
    }

    private static Object simple(Object value) {
        if (value instanceof Number || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Collection<?> all) {
            return all.stream().map(EventFields::text).toList();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
        if (value instanceof InetAddress address) {
            return address.getHostAddress();
        }
        return value instanceof NetworkInterface network ? network.getName() : value.toString();
    }
}
