// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What is at the port of a broker, found out without Kafka's client: it takes the first four bytes of anything for a length, and
 * asks for so much memory.
 *
 * <p>The question is ApiVersions, version 0, which every broker answers, before it wants to know who asks:
 * <pre>
 *   question   length 10 (4), key 18 (2), version 0 (2), correlation (4), no client (2)
 *   answer     length (4), correlation (4), error (2), the requests that it knows
 * </pre>
 */
sealed interface BrokerAnswer {

    /** How long a connection, and each part of an answer, may take. */
    int PATIENCE_MILLIS = 1_000;

    /** There is nothing to ask. */
    record Unreachable(String why) implements BrokerAnswer {}

    /** It accepts connections, and says nothing. */
    record Silent() implements BrokerAnswer {}

    /** It accepts connections, and closes them. */
    record Closed() implements BrokerAnswer {}

    /** It is a broker, without TLS. */
    record Broker() implements BrokerAnswer {}

    /** It is something else. */
    record Other(String beginning) implements BrokerAnswer {}

    /** Looks whether connections are accepted. */
    static BrokerAnswer toConnection(String broker) {
        return answer(broker, socket -> new Silent());
    }

    /** Asks in plain text. */
    static BrokerAnswer toQuestion(String broker) {
        return answer(broker, Question::answer);
    }

    /** What is done with a connection. */
    interface Use {

        BrokerAnswer of(Socket socket);
    }

    private static BrokerAnswer answer(String broker, Use use) {
        try (Socket socket = new Socket()) {
            socket.connect(address(broker), PATIENCE_MILLIS);
            return use.of(socket);
        } catch (UnknownHostException e) {
            return new Unreachable("does not resolve");
        } catch (SocketTimeoutException e) {
            return new Unreachable("does not answer");
        } catch (ConnectException e) {
            return new Unreachable("refuses connections");
        } catch (IOException e) {
            return new Unreachable("cannot be reached: " + KafkaFailure.firstLine(e));
        }
    }

    /** Resolves a broker as it is written. */
    static InetSocketAddress address(String broker) throws UnknownHostException {
        int colon = broker.lastIndexOf(':');
        return new InetSocketAddress(
                InetAddress.getByName(broker.substring(0, colon)), Integer.parseInt(broker.substring(colon + 1)));
    }

    /** Which requests a broker knows. */
    final class Question {

        private static final short API_VERSIONS = 18;
        private static final int CORRELATION = 0x0D111F;
        private static final int LENGTH = 14;

        /** Length and correlation. */
        private static final int HEAD = 8;

        private static final int LEAST_LENGTH = 10;
        private static final int MOST_LENGTH = 1 << 16;

        /** So much of anything else is told. */
        private static final int BEGINNING = 64;

        private static final int LEAST_TEXT = 3;

        private Question() {}

        static BrokerAnswer answer(Socket socket) {
            byte[] read = new byte[BEGINNING];
            int length = 0;
            boolean timely = true;
            try {
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.getOutputStream().write(bytes());
                InputStream in = socket.getInputStream();
                for (int more = 0; more >= 0 && length < HEAD; length += Math.max(0, more)) {
                    more = in.read(read, length, BEGINNING - length);
                }
            } catch (SocketTimeoutException e) {
                timely = false;
            } catch (IOException e) {
                // reset, which is a close as well
            }
            if (length == 0) {
                return timely ? new Closed() : new Silent();
            }
            return isOfBroker(ByteBuffer.wrap(read, 0, length))
                    ? new Broker()
                    : new Other(beginning(Arrays.copyOf(read, length)));
        }

        private static byte[] bytes() {
            return ByteBuffer.allocate(LENGTH)
                    .putInt(LENGTH - Integer.BYTES)
                    .putShort(API_VERSIONS)
                    .putShort((short) 0)
                    .putInt(CORRELATION)
                    .putShort((short) -1)
                    .array();
        }

        private static boolean isOfBroker(ByteBuffer read) {
            if (read.remaining() < HEAD) {
                return false;
            }
            int length = read.getInt();
            return length >= LEAST_LENGTH && length <= MOST_LENGTH && read.getInt() == CORRELATION;
        }

        private static String beginning(byte[] read) {
            int text = 0;
            while (text < read.length && read[text] >= ' ' && read[text] <= '~') {
                text++;
            }
            return text < LEAST_TEXT
                    ? HexFormat.ofDelimiter(" ").formatHex(read, 0, Math.min(HEAD, read.length))
                    : "\"" + new String(read, 0, text, StandardCharsets.US_ASCII).strip() + "\"";
        }
    }
}
