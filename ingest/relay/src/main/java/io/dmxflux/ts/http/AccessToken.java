// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.dmxflux.ts.plan.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that opens a server, and two that are made of it: who knows one of those does not know the others.
 * <pre>
 *   token      in the file, and the header of programs     looks and changes; in a URL it only looks
 *   session    in the cookie of a browser                  looks and changes
 *   reading    in the URLs that players are given          looks
 * </pre>
 *
 * <p><b>Errors:</b> no message, and no {@link #toString}, has a secret in it.
 */
final class AccessToken {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int DERIVED_BYTES = 18;
    private static final int MOST_BYTES = 1024;

    /** What needs no escape in a URL, a header or a cookie (RFC 3986, unreserved). */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~-]{16,256}");

    private final String token;
    private final String session;
    private final String reading;

    private AccessToken(String token) {
        this.token = token;
        this.session = derived("session");
        this.reading = derived("reading");
    }

    /** Takes a token; refuses one that can be guessed, or needs escapes. */
    static AccessToken of(String text) {
        if (!TOKEN.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    text.length()
                            + " characters (expected: a line of 16 to 256 letters, digits, or - . _ ~, as of openssl rand -hex 16)");
        }
        return new AccessToken(text);
    }

    /**
     * Reads a file.
     *
     * @throws RefusedServerException in one line, if it cannot be read, or has no token
     */
    static AccessToken read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return of(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip());
        } catch (IllegalArgumentException e) {
            throw RefusedServerException.mistake(HttpOption.TOKEN_FILE, file + ": " + e.getMessage());
        } catch (NoSuchFileException e) {
            throw new RefusedServerException(
                    HttpOption.TOKEN_FILE,
                    file + ": no such file (expected: a file with a token, as of openssl rand -hex 16)",
                    e);
        } catch (IOException e) {
            throw new RefusedServerException(
                    HttpOption.TOKEN_FILE,
                    file + ": cannot be read (expected: a file with a token): " + FileProblem.of(e),
                    e);
        }
    }

    private String derived(String purpose) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            byte[] code = mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(code, DERIVED_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each JDK has " + ALGORITHM, e);
        }
    }

    /** Returns what a cookie has for a browser that has shown a secret in a URL; empty if it is none. */
    String cookieFor(String secret) {
        if (isEqual(secret, token)) {
            return session;
        }
        return isEqual(secret, reading) ? reading : "";
    }

    /** Returns what URLs have that are given to players. */
    String reading() {
        return reading;
    }

    Access byHeader(String secret) {
        return access(secret, token);
    }

    Access byCookie(String secret) {
        return access(secret, session);
    }

    Access byUrl(String secret) {
        return isEqual(secret, token) || isEqual(secret, reading) ? Access.READ : Access.NONE;
    }

    private Access access(String secret, String full) {
        if (isEqual(secret, full)) {
            return Access.FULL;
        }
        return isEqual(secret, reading) ? Access.READ : Access.NONE;
    }

    /** In the same time wherever they differ. */
    private static boolean isEqual(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AccessToken another && isEqual(token, another.token);
    }

    @Override
    public int hashCode() {
        return reading.hashCode();
    }

    @Override
    public String toString() {
        return "a token";
    }
}
