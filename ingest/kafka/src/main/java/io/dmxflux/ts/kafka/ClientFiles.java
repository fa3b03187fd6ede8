// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files that properties of Kafka's client name, which says of a wrong one no more than its path. */
final class ClientFiles {

    private static final List<String> STORES = List.of("ssl.truststore", "ssl.keystore");

    private ClientFiles() {}

    /**
     * Refuses files that no client can be made with.
     *
     * @param client the properties
     * @throws IOException in one line that names the property
     */
    static void check(Map<String, String> client) throws IOException {
        if (!ClientSettings.isEncrypted(client)) {
            return;
        }
        for (String store : STORES) {
            String location = client.get(store + ".location");
            if (location != null) {
                check(store, Path.of(location), client);
            }
        }
    }

    private static void check(String store, Path file, Map<String, String> client) throws IOException {
        String named = store + ".location: " + file + ": ";
        String reader = " (expected: a file that user " + System.getProperty("user.name") + " can read)";
        if (!Files.exists(file)) {
            throw new IOException(named + "no such file" + reader);
        }
        if (Files.isDirectory(file)) {
            throw new IOException(named + "is a directory" + reader);
        }
        if (!Files.isReadable(file)) {
            throw new IOException(named + "cannot be read" + reader);
        }
        String type = client.getOrDefault(store + ".type", "JKS");
        KeyStore keys = ofType(type);
        if (keys == null) {
            return;
        }
        String password = client.get(store + ".password");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, password == null ? null : password.toCharArray());
        } catch (IOException | GeneralSecurityException e) {
            throw new IOException(
                    e.getCause() instanceof UnrecoverableKeyException
                            ? store + ".password: is not that of " + file + " (expected: the one that it was made with)"
                            : named + "is not of type " + type + " (expected: " + store + ".type as the file is)",
                    e);
        }
    }

    /** PEM is none of Java's. */
    private static @Nullable KeyStore ofType(String type) {
        try {
            return KeyStore.getInstance(type);
        } catch (KeyStoreException e) {
            return null;
        }
    }
}
