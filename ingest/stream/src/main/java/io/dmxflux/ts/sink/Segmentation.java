// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.dmx.sys.Errno;
import io.netty.channel.epoll.EpollDatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * Whether many datagrams go to the kernel as one send (UDP segmentation offload), and why not if they do not.
 *
 * <p>A kernel that has the option can still refuse it for one route, for an interface with a small MTU or without
 * checksum offload. The first such refusal switches it off for good: what was refused, and all that follows, goes out
 * as one datagram per message, many messages to the system call.
 *
 * @param active whether it is used
 * @param reason why not; {@code null} if it is
 */
public record Segmentation(boolean active, @Nullable String reason) {

    static final Segmentation ACTIVE = new Segmentation(true, null);

    static Segmentation of(UdpSinkConfig config) {
        if (!config.segmentationOffload()) {
            return new Segmentation(false, "switched off by configuration");
        }
        if (!EpollDatagramChannel.isSegmentedDatagramPacketSupported()) {
            return new Segmentation(false, "this kernel does not have it (expected: Linux 4.18 or later)");
        }
        return ACTIVE;
    }

    static Segmentation refused(Errno errno) {
        return new Segmentation(false, "refused for this route: " + errno);
    }

    /** Tells whether a failed send says that the kernel will not segment, and not that the network has a problem. */
    static boolean isRefusal(@Nullable Errno errno) {
        return errno == Errno.EINVAL
                || errno == Errno.EIO
                || errno == Errno.EMSGSIZE
                || errno == Errno.EOPNOTSUPP
                || errno == Errno.ENOPROTOOPT;
    }
}
