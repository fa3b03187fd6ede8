// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.page;

import io.dmxflux.ts.state.Condition;
import io.dmxflux.ts.state.InputState;
import io.dmxflux.ts.state.OutputState;
import io.dmxflux.ts.state.RelayState;
import io.dmxflux.ts.state.ServiceState;
import java.io.StringWriter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * The document at {@code /}: the state as plain tables, and the scripts that draw the page instead where there is JavaScript.
 *
 * <p>Written as XML, which escapes what streams say of themselves, and read as HTML.
 * <p><b>Threading:</b> one thread.
 */
final class PlainPage {

    private static final String DASH = "\u2013";
    private static final double MEGA = 1e6;

    /** Without JavaScript it is loaded again, in seconds. */
    private static final String REFRESH = "5";

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter out;

    private PlainPage(XMLOutputFactory writers) throws XMLStreamException {
        out = writers.createXMLStreamWriter(text);
    }

    /**
     * Writes the page.
     *
     * @param writers makes what writes it
     * @param assets where its scripts are
     * @param state what is shown without them
     * @return HTML
     */
    static String of(XMLOutputFactory writers, PageAssets assets, RelayState state) {
        try {
            PlainPage page = new PlainPage(writers);
            page.write(assets, state);
            page.out.flush();
            return "<!DOCTYPE html>\n" + page.text;
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(PageAssets assets, RelayState state) throws XMLStreamException {
        start("html", "lang", "en");
        start("head");
        empty("meta", "charset", "utf-8");
        element("title", state.summary().text() + " \u00b7 " + state.host());
        empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        empty("meta", "name", "color-scheme", "content", "light dark");
        empty("link", "rel", "icon", "type", "image/svg+xml", "href", assets.path("icon.svg"));
        empty("link", "rel", "stylesheet", "href", assets.path("uplot.css"));
        empty("link", "rel", "stylesheet", "href", assets.path("page.css"));
        element("script", "", "src", assets.path("theme.js"));
        start("script", "type", "importmap");
        raw(assets.importMap());
        out.writeEndElement();
        element("script", "", "type", "module", "src", assets.path("app.js"));
        start("noscript");
        empty("meta", "http-equiv", "refresh", "content", REFRESH);
        out.writeEndElement();
        out.writeEndElement();
        start("body");
        element("div", "", "id", "page");
        plain(state);
        out.writeEndElement();
        out.writeEndElement();
    }

    private void plain(RelayState state) throws XMLStreamException {
        start("main", "id", "plain");
        element("h1", "dmxflux " + state.host());
        element(
                "p",
                state.summary().text() + ", " + state.time(),
                "class",
                tone(state.summary().state()));
        table("Inputs", "input", "state", "Mbit/s", "lost by signal, at least", "lost by kernel, at least", "why");
        for (InputState input : state.inputs().values()) {
            row(input.state(), input.name());
            cell(input.state().toString());
            number(rate(input.bitrate()));
            number(String.valueOf(input.missing().signal().packets()));
            number(String.valueOf(input.missing().kernel().packets()));
            cell(why(input.reason(), input.advice()));
            out.writeEndElement();
        }
        endTable();
        table("Services", "service", "state", "Mbit/s", "formats", "now", "why");
        for (ServiceState service : state.services().values()) {
            row(service.state(), Objects.requireNonNullElse(service.name(), "service " + service.serviceId()));
            cell(service.state().toString());
            number(rate(service.bitrate()));
            cell(formats(service.streams().values()));
            cell(service.now() == null ? DASH : service.now().title());
            cell(why(service.reason(), service.advice()));
            out.writeEndElement();
        }
        endTable();
        table("Outputs", "output", "state", "Mbit/s", "lost by policy", "lost by socket", "why");
        for (OutputState output : state.outputs().values()) {
            row(output.state(), output.name());
            cell(output.state().toString());
            number(rate(output.bitrate()));
            number(String.valueOf(output.accounts().policy()));
            number(String.valueOf(output.accounts().socket()));
            cell(why(output.reason(), output.advice()));
            out.writeEndElement();
        }
        endTable();
        out.writeEndElement();
    }

    private static String tone(Condition condition) {
        return switch (condition) {
            case OK, ENDED -> "ok";
            case ATTENTION, WAITING -> "attention";
            case GONE, SILENT, FAULT -> "fault";
        };
    }

    private static String formats(Collection<ServiceState.Stream> streams) {
        return streams.stream().map(ServiceState.Stream::name).collect(Collectors.joining(", "));
    }

    private static String rate(@Nullable Long bitrate) {
        return bitrate == null ? DASH : String.format(Locale.ROOT, "%.2f", bitrate / MEGA);
    }

    private static String why(@Nullable String reason, @Nullable String advice) {
        return reason == null ? "" : advice == null ? reason : reason + "; " + advice;
    }

    private void table(String caption, String... heads) throws XMLStreamException {
        start("table");
        element("caption", caption);
        start("thead");
        start("tr");
        for (String head : List.of(heads)) {
            element("th", head, "scope", "col");
        }
        out.writeEndElement();
        out.writeEndElement();
        start("tbody");
    }

    private void endTable() throws XMLStreamException {
        out.writeEndElement();
        out.writeEndElement();
    }

    private void row(Condition condition, String name) throws XMLStreamException {
        start("tr", "class", tone(condition));
        element("th", name, "scope", "row");
    }

    private void cell(String value) throws XMLStreamException {
        element("td", value);
    }

    private void number(String value) throws XMLStreamException {
        element("td", value, "class", "number");
    }

    /** With an end tag of its own, which HTML wants of all that may have content. */
    private void element(String name, String content, String... attributes) throws XMLStreamException {
        start(name, attributes);
        out.writeCharacters(printable(content));
        out.writeEndElement();
    }

    private void start(String name, String... attributes) throws XMLStreamException {
        out.writeStartElement(name);
        write(attributes);
    }

    private void empty(String name, String... attributes) throws XMLStreamException {
        out.writeEmptyElement(name);
        write(attributes);
    }

    private void write(String... attributes) throws XMLStreamException {
        for (int at = 0; at < attributes.length; at += 2) {
            out.writeAttribute(attributes[at], attributes[at + 1]);
        }
    }

    /** Of our own making alone: the browser compares it with its hash, octet by octet. */
    private void raw(String script) throws XMLStreamException {
        out.writeCharacters("");
        out.flush();
        text.write(script);
    }

    /** XML has no control characters, not even escaped. */
    private static String printable(String value) {
        return value.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]", "\uFFFD");
    }
}
