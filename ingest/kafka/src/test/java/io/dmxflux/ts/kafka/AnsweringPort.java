// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A port of this machine that answers the first bytes of each connection, and closes it. */
final class AnsweringPort implements AutoCloseable {

    /** What answers. */
    interface Answers {

        /**
         * Returns what a connection gets.
         *
         * @param connection 0 for the first
         */
        byte[] to(int connection);
    }

    /** Stands for what a broker answers. */
    static final byte[] BROKER = {};

    private final ServerSocket server;
    private final Answers answers;

    private AnsweringPort(ServerSocket server, Answers answers) {
        this.server = server;
        this.answers = answers;
    }

    static AnsweringPort open(Answers answers) throws IOException {
        AnsweringPort port = new AnsweringPort(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answers);
        Thread thread = new Thread(port::run, "answering-port");
        thread.setDaemon(true);
        thread.start();
        return port;
    }

    static AnsweringPort ofText(String answer) throws IOException {
        return open(connection -> answer.getBytes(StandardCharsets.US_ASCII));
    }

    /** That of a broker which knows no request. */
    private static byte[] ofBroker(byte[] question) {
        return ByteBuffer.allocate(14)
                .putInt(10)
                .put(question, 8, 4)
                .putShort((short) 0)
                .putInt(0)
                .array();
    }

    private void run() {
        byte[] question = new byte[1_024];
        for (int connection = 0; !server.isClosed(); connection++) {
            try (Socket socket = server.accept()) {
                socket.setSoTimeout(10_000);
                if (socket.getInputStream().read(question) >= 12) {
                    byte[] answer = answers.to(connection);
                    socket.getOutputStream().write(answer == BROKER ? ofBroker(question) : answer);
                }
            } catch (IOException e) {
                // it is closed, or who asks has gone
            }
        }
    }

    /** As a user writes it. */
    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
