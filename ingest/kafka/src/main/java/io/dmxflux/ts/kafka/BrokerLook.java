// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the brokers that a user names, since Kafka's client says of all that can be wrong there that it had no answer in time.
 *
 * <p><b>Threading:</b> any that may block: a second for each broker, and as long as names take to resolve.
 */
final class BrokerLook {

    private static final int PATIENCE_MILLIS = 1_000;

    private final KafkaLogConfig config;

    BrokerLook(KafkaLogConfig config) {
        this.config = config;
    }

    private List<String> brokers() {
        return List.of(config.bootstrap.split(","));
    }

    /**
     * Refuses to ask a cluster of which nobody listens.
     *
     * @throws ConnectException in one line, if no broker accepts a connection
     */
    void refuseAbsent() throws ConnectException {
        List<String> refusals = new ArrayList<>();
        for (String broker : brokers()) {
            String refusal = refusal(broker);
            if (refusal == null) {
                return;
            }
            refusals.add(broker + " " + refusal);
        }
        throw new ConnectException("no broker: " + String.join(", ", refusals)
                + " (expected: one that runs, at that address and port, and a network to it)");
    }

    /** Says why a cluster that accepts connections may not answer. */
    String silence() {
        for (String broker : brokers()) {
            if (!isEncrypted() && refusal(broker) == null && wantsTls(broker)) {
                return broker
                        + " speaks TLS (expected: security.protocol=SSL or SASL_SSL among the properties of the"
                        + " client)";
            }
        }
        return KafkaFailure.NO_ANSWER;
    }

    private boolean isEncrypted() {
        return config.client.getOrDefault("security.protocol", "PLAINTEXT").endsWith("SSL");
    }

    /** Returns why nothing can be sent to a broker; null if it accepts connections. */
    private static @Nullable String refusal(String broker) {
        try (Socket socket = new Socket()) {
            socket.connect(address(broker), PATIENCE_MILLIS);
            return null;
        } catch (UnknownHostException e) {
            return "does not resolve";
        } catch (SocketTimeoutException e) {
            return "does not answer";
        } catch (ConnectException e) {
            return "refuses connections";
        } catch (IOException e) {
            return "cannot be reached: " + KafkaFailure.firstLine(e);
        }
    }

    private static InetSocketAddress address(String broker) throws UnknownHostException {
        int colon = broker.lastIndexOf(':');
        return new InetSocketAddress(
                InetAddress.getByName(broker.substring(0, colon)), Integer.parseInt(broker.substring(colon + 1)));
    }

    /** What speaks TLS presents a certificate, which nobody has to believe. */
    private static boolean wantsTls(String broker) {
        Witness witness = new Witness();
        try (Socket plain = new Socket()) {
            plain.connect(address(broker), PATIENCE_MILLIS);
            plain.setSoTimeout(PATIENCE_MILLIS);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {witness}, null);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, broker, 0, true)) {
                socket.startHandshake();
            }
        } catch (IOException | GeneralSecurityException e) {
            // either has it shown a certificate by now, or it has none
        }
        return witness.hasSeen;
    }

    /** Believes nothing, and nothing is sent behind it. */
    private static final class Witness implements X509TrustManager {

        private boolean hasSeen;

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String how) throws CertificateException {
            hasSeen = true;
            throw new CertificateException("not asked for");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String how) throws CertificateException {
            throw new CertificateException("no client is asked");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
