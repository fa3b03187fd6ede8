// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.dmxflux.dmx.InstalledProgram;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** What XMLTV's own DTD, and parsers, make of a document. */
final class Xmltv {

    /** Of the Debian package xmltv-util; xmllint is that of libxml2-utils. */
    private static final Path DTD = Path.of("/usr/share/xmltv/xmltv.dtd");

    private Xmltv() {}

    /** Skips the test where the DTD or xmllint is not installed. */
    static void expectValid(String document) throws Exception {
        assumeThat(Files.exists(DTD)).as("the DTD of XMLTV").isTrue();
        InstalledProgram.assume("libxml2-utils", "xmllint", "--version");
        Process xmllint = new ProcessBuilder(
                        List.of("timeout", "30", "xmllint", "--noout", "--nonet", "--dtdvalid", DTD.toString(), "-"))
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = xmllint.getOutputStream()) {
            in.write(document.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(xmllint.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(xmllint.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(xmllint.exitValue()).as(said).isZero();
        assertThat(said).isEmpty();
    }

    static Document parse(String document) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(document)));
    }
}
