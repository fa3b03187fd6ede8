// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.check.Check;
import io.dmxflux.ts.net.RtpHeader;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The payload type and source of an RTP stream.
 *
 * @param payloadType 0 to 127; receivers expect 33 for a transport stream
 * @param ssrc the synchronisation source, any 32 bits; some senders of forward error correction demand 0
 */
public record RtpSession(int payloadType, int ssrc) {

    private static final long SEED = new SecureRandom().nextLong();

    /**
     * Checks the payload type.
     *
     * @param payloadType 0 to 127
     * @param ssrc any
     * @throws IllegalArgumentException if the payload type is out of range
     */
    public RtpSession {
        Check.argument(
                payloadType >= 0 && payloadType <= 127, "pt", payloadType, "0 to 127; 33 for a transport stream");
    }

    /**
     * Creates a session with payload type 33 and a random source, as RFC 3550 8.1 recommends.
     *
     * @return a new session
     */
    public static RtpSession random() {
        return new RtpSession(
                RtpHeader.PAYLOAD_TYPE_MP2T, ThreadLocalRandom.current().nextInt());
    }

    /**
     * Creates a session with payload type 33 and a source that is random, but the same for the same destination within this
     * process, so that receivers do not notice that a sink was closed and opened again.
     *
     * @param destination where datagrams go
     * @return the destination's session
     */
    public static RtpSession of(InetSocketAddress destination) {
        int ssrc = new SplittableRandom(SEED ^ (long) destination.hashCode() << Integer.SIZE).nextInt();
        return new RtpSession(RtpHeader.PAYLOAD_TYPE_MP2T, ssrc);
    }
}
