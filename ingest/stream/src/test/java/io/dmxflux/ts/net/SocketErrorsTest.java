// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SocketErrorsTest {

    /** Netty's errors ask native code for their texts, which has to be there first. */
    @BeforeAll
    static void loadNativeTransport() {
        Epoll.ensureAvailability();
    }

    @Test
    void failuresAreLabelledByErrno() {
        assertThat(SocketErrors.label(new NativeIoException("sendmmsg", -101))).isEqualTo("ENETUNREACH");
        assertThat(SocketErrors.label(new PortUnreachableException())).isEqualTo("ECONNREFUSED");
        assertThat(SocketErrors.label(new ChannelException(new NativeIoException("setsockopt", -19))))
                .isEqualTo("ENODEV");
    }

    @Test
    void whatHasNoNameStaysTellable() {
        assertThat(SocketErrors.label(new NativeIoException("sendmmsg", -77))).isEqualTo("errno 77");
        assertThat(SocketErrors.label(new ClosedChannelException())).isEqualTo("closed");
        assertThat(SocketErrors.label(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

    @Test
    void descriptionIsOneLineWithTheCause() {
        NativeIoException failure = new NativeIoException("bind", -98);

        assertThat(SocketErrors.describe("udp://239.1.1.1:5000: opening", failure))
                .hasMessage("udp://239.1.1.1:5000: opening failed: EADDRINUSE (98), address already in use: "
                        + "another program has the port and does not share it")
                .hasCause(failure);
        assertThat(SocketErrors.describe("opening", new IOException("no idea"))).hasMessage("opening failed: no idea");
    }
}
