// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.guide.EventText;
import io.dmxflux.ts.guide.Genre;
import io.dmxflux.ts.guide.GuideEvent;
import io.dmxflux.ts.psi.HarmlessText;
import io.dmxflux.ts.psi.ParentalRatingDescriptor.Rating;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes XMLTV, one element after the other, and gives out what has been written so far.
 *
 * <p>The short text of an event is its sub-title; one that is too long for that, of an event without a long text, is its
 * description. There is no document type: parsers would look for its file. What else is said of it ({@code item}s) stands behind the description. Texts are one line each, as the DTD asks.
 *
 * <p><b>Threading:</b> one thread at a time.
 * <p><b>Source:</b> xmltv.dtd, of the package xmltv.
 */
final class XmltvWriter {

    /** Characters of a sub-title; the name of an episode is hardly longer, and the summary of one hardly shorter. */
    private static final int MOST_OF_SUBTITLE = 80;

    private static final String ENCODING = StandardCharsets.UTF_8.name();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final XMLStreamWriter xml;

    XmltvWriter() {
        try {
            xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, ENCODING);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Part {

        void write() throws XMLStreamException;
    }

    /** There is nothing to fail: the document is written into memory. */
    private static void write(Part part) {
        try {
            part.write();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns how many bytes are written and not taken. */
    int written() {
        write(xml::flush);
        return out.size();
    }

    /** Takes what is written. */
    byte[] take() {
        write(xml::flush);
        byte[] bytes = out.toByteArray();
        out.reset();
        return bytes;
    }

    void begin() {
        write(() -> {
            xml.writeStartDocument(ENCODING, "1.0");
            line();
            xml.writeStartElement("tv");
            xml.writeAttribute("generator-info-name", "dmxflux");
            line();
        });
    }

    void end() {
        write(() -> {
            xml.writeEndElement();
            xml.writeEndDocument();
            line();
        });
    }

    /** Writes a channel; the names in the order in which programs shall take them. */
    void channel(String id, Collection<String> names) {
        write(() -> {
            xml.writeStartElement("channel");
            xml.writeAttribute("id", id);
            for (String name : names) {
                element("display-name", null, name);
            }
            xml.writeEndElement();
            line();
        });
    }

    /** Writes an event that has a title; others say nothing. */
    void programme(String channel, GuideEvent event, Instant stop, LocalTime time) {
        if (event.text().isPresent()) {
            write(() -> writeProgramme(channel, event, stop, time));
        }
    }

    private void writeProgramme(String channel, GuideEvent event, Instant stop, LocalTime time)
            throws XMLStreamException {
        xml.writeStartElement("programme");
        xml.writeAttribute("start", time.write(event.start()));
        xml.writeAttribute("stop", time.write(stop));
        xml.writeAttribute("channel", channel);
        for (EventText text : event.texts()) {
            element("title", text.language(), text.title());
        }
        for (EventText text : event.texts()) {
            element("sub-title", text.language(), isSummary(text) ? "" : text.subtitle());
        }
        for (EventText text : event.texts()) {
            element("desc", text.language(), description(text));
        }
        for (String category : categories(event)) {
            element("category", "eng", category);
        }
        for (Rating rating : event.ratings()) {
            if (rating.leastAge().isPresent()) {
                rating(rating.country(), rating.leastAge().getAsInt());
            }
        }
        xml.writeEndElement();
        line();
    }

    private static boolean isSummary(EventText text) {
        return text.description().isBlank() && text.subtitle().length() > MOST_OF_SUBTITLE;
    }

    private static String description(EventText text) {
        return Stream.concat(
                        Stream.of(isSummary(text) ? text.subtitle() : text.description()),
                        text.items().stream().map(item -> item.description() + ": " + item.text() + "."))
                .filter(part -> !part.isBlank())
                .collect(Collectors.joining(" "));
    }

    private static Set<String> categories(GuideEvent event) {
        Set<String> categories = new LinkedHashSet<>();
        for (Genre genre : event.genres()) {
            genre.group().ifPresent(categories::add);
            genre.kind().ifPresent(categories::add);
        }
        return categories;
    }

    private void rating(String country, int age) throws XMLStreamException {
        xml.writeStartElement("rating");
        xml.writeAttribute("system", country.toUpperCase(Locale.ROOT));
        element("value", null, Integer.toString(age));
        xml.writeEndElement();
    }

    /** Writes an element that has only text, if it has one. */
    private void element(String name, @Nullable String language, String text) throws XMLStreamException {
        String line = HarmlessText.oneLine(writable(text));
        if (line.isEmpty()) {
            return;
        }
        xml.writeStartElement(name);
        String code = language == null ? null : LanguageCode.of(language).orElse(null);
        if (code != null) {
            xml.writeAttribute("lang", code);
        }
        xml.writeCharacters(line);
        xml.writeEndElement();
    }

    /** Leaves out what XML cannot write and no text needs, beside what is harmful. */
    private static String writable(String text) {
        return text.indexOf('\ufffe') < 0 && text.indexOf('\uffff') < 0 ? text : text.replaceAll("[\ufffe\uffff]", "");
    }

    private void line() throws XMLStreamException {
        xml.writeCharacters("\n");
    }
}
