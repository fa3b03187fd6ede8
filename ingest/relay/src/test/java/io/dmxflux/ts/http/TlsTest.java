// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates are made by the JDK's own keytool. */
class TlsTest {

    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    private Path directory;

    private final List<String> told = new ArrayList<>();
    private final HttpEndpoint endpoint = new HttpEndpoint(HttpKey.HTTP, () -> List.of(new ServedTexts()), told::add);

    private Path cert = Path.of("");
    private Path key = Path.of("");

    @BeforeEach
    void files() {
        cert = directory.resolve("cert.pem");
        key = directory.resolve("key.pem");
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    private Certificate write(String name, String algorithm) throws Exception {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        Files.writeString(key, pem("PRIVATE KEY", keys.getKey("a", PASSWORD).getEncoded()));
        Certificate certificate = keys.getCertificate("a");
        Files.writeString(cert, pem("CERTIFICATE", certificate.getEncoded()));
        return certificate;
    }

    private static String pem(String what, byte[] octets) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(octets) + "\n-----END " + what
                + "-----\n";
    }

    private HttpSettings settings() {
        return new HttpSettings(
                ServedTexts.OPEN.addresses(),
                Optional.empty(),
                false,
                Optional.of(new TlsFiles(cert, key)),
                Set.of(),
                Set.of(),
                Optional.empty());
    }

    /** Asks one who has to show a certificate; returns the name in it. */
    private String nameAt(int port, Certificate trusted) throws Exception {
        KeyStore known = KeyStore.getInstance("PKCS12");
        known.load(null, PASSWORD);
        known.setCertificateEntry("a", trusted);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        TrustManager[] managers = trust.getTrustManagers();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers, null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write("GET /text HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes());
            assertThat(new String(socket.getInputStream().readAllBytes()))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("some text");
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        }
    }

    @Test
    void renewedFilesAreTakenWithoutAnEndOfTheServer() throws Exception {
        Certificate first = write("first", "RSA");
        endpoint.move(settings());
        assertThat(told.get(0)).matches("http: https://127\\.0\\.0\\.1:\\d+/");
        int port = Integer.parseInt(told.get(0).replaceFirst(".*:(\\d+)/", "$1"));
        assertThat(nameAt(port, first)).isEqualTo("CN=first");
        Certificate second = write("second", "EC");
        endpoint.move(settings());
        assertThat(nameAt(port, second)).isEqualTo("CN=second");
        assertThatThrownBy(() -> nameAt(port, first)).isInstanceOf(IOException.class);
        assertThat(told).hasSize(1);
    }

    @Test
    void filesThatAreNoneAreOneLineAndChangeNothing() throws Exception {
        Certificate first = write("first", "RSA");
        String ofFirst = Files.readString(key);
        endpoint.move(settings());
        int port = Integer.parseInt(told.get(0).replaceFirst(".*:(\\d+)/", "$1"));
        Files.writeString(key, "-----BEGIN RSA PRIVATE KEY-----\n");
        assertRefused("http-key: " + key + ": no private key (expected: PKCS#8 in PEM without a password, ");
        write("other", "EC");
        Files.writeString(key, ofFirst);
        assertRefused("http-key: " + key + ": no key of EC (expected: that of " + cert + ")");
        Files.writeString(cert, "nothing");
        assertRefused("http-cert: " + cert + ": no certificates (expected: certificates in PEM, ");
        Files.delete(cert);
        assertRefused("http-cert: " + cert + ": no such file (expected: a file in PEM)");
        assertThat(nameAt(port, first)).isEqualTo("CN=first");
    }

    private void assertRefused(String line) {
        assertThatThrownBy(() -> endpoint.move(settings()))
                .isInstanceOf(RefusedServerException.class)
                .message()
                .startsWith(line)
                .hasLineCount(1);
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        write("first", "RSA");
        String ofFirst = Files.readString(key);
        write("second", "RSA");
        Files.writeString(key, ofFirst);
        assertRefused("http-key: " + key + ": another's (expected: that of " + cert + ")");
    }
}
