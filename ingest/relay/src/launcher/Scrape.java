// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;

/** Asks for metrics as Prometheus does, and for pages: what make-archive has no other program for. Usage: java Scrape.java URL... */
final class Scrape {

    private Scrape() {}

    public static void main(String[] arguments) throws IOException {
        for (String url : arguments) {
            for (String accepted :
                    new String[] {"application/openmetrics-text;version=1.0.0", "text/plain;version=0.0.4", "*/*"}) {
                URLConnection connection = URI.create(url).toURL().openConnection();
                connection.setRequestProperty("Accept", accepted);
                connection.setRequestProperty("Accept-Encoding", "gzip");
                try (InputStream answer = connection.getInputStream()) {
                    answer.readAllBytes();
                }
            }
        }
    }
}
