// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A client that sends what it is told, also what is no request. */
final class RawClient implements AutoCloseable {

    private static final int LONGEST_WAIT_MILLIS = 60_000;

    private final Socket socket;

    RawClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(LONGEST_WAIT_MILLIS);
    }

    /** Asks once, on a connection of its own, and returns all of the answer. */
    static String ask(int port, String request, String... headers) throws IOException {
        try (RawClient client = new RawClient(port)) {
            StringBuilder text = new StringBuilder(request).append(" HTTP/1.1\r\nConnection: close\r\n");
            boolean hasHost = false;
            for (String header : headers) {
                text.append(header).append("\r\n");
                hasHost |= header.startsWith("Host:");
            }
            client.send(
                    text.append(hasHost ? "\r\n" : "Host: localhost\r\n\r\n").toString());
            return client.rest();
        }
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** Returns what comes until the server closes the connection. */
    String rest() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    /** Returns the next line of an answer, without its end; what comes until the end of the connection if there is none. */
    String line() throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            line.append((char) octet);
        }
        return line.toString().stripTrailing();
    }

    /** Waits for the end; a reset is one as well. */
    boolean isEnded() {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            return !(e instanceof SocketTimeoutException);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
