// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

/**
 * There is no memory for a buffer of packets: the limit of direct memory is reached.
 *
 * <p>An exception, not the JDK's {@link OutOfMemoryError}, which Reactor takes for the end of the JVM: it would throw it through
 * every stream instead of ending the one that wanted the buffer. The heap and the JVM are well.
 */
public final class OutOfPacketMemoryException extends RuntimeException {

    private static final long serialVersionUID = 1;

    OutOfPacketMemoryException(int bytes, OutOfMemoryError cause) {
        super(
                "no memory for " + bytes + " bytes of packets: " + cause.getMessage()
                        + "; hold fewer buffers, or raise -XX:MaxDirectMemorySize",
                cause);
    }
}
