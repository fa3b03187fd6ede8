// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
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
 * <p><b>Threading:</b> any that may block: up to a few seconds for each broker, and as long as names take to resolve.
 */
final class BrokerLook {

    private final KafkaLogConfig config;

    BrokerLook(KafkaLogConfig config) {
        this.config = config;
    }

    private List<String> brokers() {
        return List.of(config.bootstrap.split(","));
    }

    /**
     * Refuses to ask a cluster of which nobody listens, and one of which a port has something that is no broker.
     *
     * @throws ConnectException in one line
     */
    void refuseAbsent() throws ConnectException {
        List<String> brokers = brokers();
        List<String> refusals = new ArrayList<>();
        for (String broker : brokers) {
            // what speaks TLS gives the client nothing else, and would tell of a question in plain text
            BrokerAnswer answer = isEncrypted() ? BrokerAnswer.toConnection(broker) : BrokerAnswer.toQuestion(broker);
            if (answer instanceof BrokerAnswer.Unreachable unreachable) {
                refusals.add(broker + " " + unreachable.why());
                continue;
            }
            String mistake = isEncrypted() ? null : mistake(broker, answer);
            if (mistake != null) {
                throw new ConnectException(mistake);
            }
            if (answer instanceof BrokerAnswer.Closed) {
                refusals.add(broker + " closes connections");
            }
        }
        if (refusals.size() == brokers.size()) {
            throw new ConnectException("no broker: " + String.join(", ", refusals)
                    + " (expected: one that runs, at that address and port, and a network to it)");
        }
    }

    /** Finds a port that has not what the client speaks; null if there is none, as far as that can be said. */
    @Nullable
    String mistake() {
        for (String broker : brokers()) {
            String mistake = mistake(broker, BrokerAnswer.toQuestion(broker));
            if (mistake != null) {
                return mistake;
            }
        }
        return null;
    }

    private @Nullable String mistake(String broker, BrokerAnswer answer) {
        if (answer instanceof BrokerAnswer.Unreachable) {
            return null;
        }
        if (answer instanceof BrokerAnswer.Broker) {
            return isEncrypted()
                    ? broker + " does not speak TLS (expected: security.protocol=PLAINTEXT or SASL_PLAINTEXT among the"
                            + " properties of the client)"
                    : null;
        }
        if (wantsTls(broker)) {
            return isEncrypted()
                    ? null
                    : broker
                            + " speaks TLS (expected: security.protocol=SSL or SASL_SSL among the properties of the"
                            + " client)";
        }
        return answer instanceof BrokerAnswer.Other other
                ? broker + " is no broker, it answers " + other.beginning()
                        + " (expected: the port of a broker of Kafka)"
                : null;
    }

    private boolean isEncrypted() {
        return ClientSettings.isEncrypted(config.client);
    }

    /** What speaks TLS presents a certificate, which nobody has to believe. */
    private static boolean wantsTls(String broker) {
        Witness witness = new Witness();
        try (Socket plain = new Socket()) {
            plain.connect(BrokerAnswer.address(broker), BrokerAnswer.PATIENCE_MILLIS);
            plain.setSoTimeout(BrokerAnswer.PATIENCE_MILLIS);
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
