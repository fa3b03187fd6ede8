// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.dmxflux.ts.plan.FileProblem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Where the certificates and the private key of TLS are kept.
 *
 * @param cert certificates in PEM, the server's own first
 * @param key its private key in PEM, PKCS#8, not encrypted
 */
public record TlsFiles(Path cert, Path key) {

    private static final long MOST_BYTES = 1 << 20;
    private static final String HASH = "SHA256";
    private static final char[] NO_PASSWORD = {};
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /**
     * Reads both.
     *
     * @return the keys, for handshakes
     * @throws RefusedServerException in one line, if one of them cannot be read, or they do not belong together
     */
    X509ExtendedKeyManager read() {
        Certificate[] chain = certificates();
        PrivateKey secret = privateKey(chain[0].getPublicKey().getAlgorithm());
        refuseOther(chain[0].getPublicKey(), secret);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setKeyEntry("dmxflux", secret, NO_PASSWORD, chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            for (KeyManager manager : factory.getKeyManagers()) {
                if (manager instanceof X509ExtendedKeyManager keys) {
                    return keys;
                }
            }
            throw new IllegalStateException("each JDK has keys for TLS");
        } catch (GeneralSecurityException | IOException e) {
            throw new RefusedServerException(
                    HttpOption.CERT, cert + ": " + e.getMessage() + " (expected: certificates of this key)", e);
        }
    }

    private Certificate[] certificates() {
        byte[] text = text(HttpOption.CERT, cert);
        try {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text))
                    .toArray(new Certificate[0]);
            if (chain.length > 0) {
                return chain;
            }
        } catch (CertificateException e) {
            throw new RefusedServerException(HttpOption.CERT, noCertificates(), e);
        }
        throw new RefusedServerException(HttpOption.CERT, noCertificates());
    }

    private String noCertificates() {
        return cert + ": no certificates (expected: certificates in PEM, the server's own first)";
    }

    private PrivateKey privateKey(String algorithm) {
        Matcher pem = PKCS8.matcher(new String(text(HttpOption.KEY, key), StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new RefusedServerException(
                    HttpOption.KEY,
                    key + ": no private key (expected: PKCS#8 in PEM without a password, as of openssl pkcs8 -topk8"
                            + " -nodes)");
        }
        try {
            byte[] octets = Base64.getMimeDecoder().decode(pem.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(octets));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new RefusedServerException(HttpOption.KEY, key + ": no key of " + algorithm + ofCertificate(), e);
        }
    }

    /** Signs something, and looks whether that is so by the certificate. */
    private void refuseOther(PublicKey shown, PrivateKey secret) {
        try {
            String algorithm = shown.getAlgorithm();
            Signature signature =
                    Signature.getInstance(algorithm.startsWith("Ed") ? algorithm : HASH + with(algorithm));
            signature.initSign(secret);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            if (signature.verify(signed)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new RefusedServerException(HttpOption.KEY, key + ": " + e.getMessage() + ofCertificate(), e);
        }
        throw new RefusedServerException(HttpOption.KEY, key + ": another's" + ofCertificate());
    }

    private static String with(String algorithm) {
        return "with" + (algorithm.equals("EC") ? "ECDSA" : algorithm);
    }

    private String ofCertificate() {
        return " (expected: that of " + cert + ")";
    }

    private static byte[] text(HttpOption option, Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException("larger than 1 MiB");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new RefusedServerException(option, file + ": no such file (expected: a file in PEM)", e);
        } catch (IOException e) {
            throw new RefusedServerException(
                    option, file + ": cannot be read (expected: a file in PEM): " + FileProblem.of(e), e);
        }
    }
}
