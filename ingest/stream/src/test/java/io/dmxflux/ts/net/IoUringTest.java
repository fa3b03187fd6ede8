// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.sys.Cure;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** A ring of four entries; passed over where the kernel does not let anybody have one. */
class IoUringTest {

    private static final int ENTRIES = 4;

    private IoUring ring;

    @BeforeEach
    void open() {
        try {
            ring = new IoUring(ENTRIES);
        } catch (ErrnoException e) {
            throw new TestAbortedException(e.getMessage(), e);
        }
    }

    @AfterEach
    void close() {
        if (ring != null) {
            ring.close();
        }
    }

    private void addNop(long userData) {
        ring.add(IoUringLayout.IORING_OP_NOP, 0, -1, 0, 0, 0, userData);
    }

    private List<Long> completions() {
        List<Long> userData = new ArrayList<>();
        while (ring.next()) {
            assertThat(ring.result()).isZero();
            userData.add(ring.userData());
        }
        return userData;
    }

    @Test
    void oneMoreThanThereAreEntriesIsRefusedAndChangesNone() {
        for (int i = 0; i < ENTRIES; i++) {
            addNop(i);
        }
        assertThatThrownBy(() -> addNop(99))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "submission queue: 4 SQEs of 4 (expected: room reserved, or a submission, before the next)");

        ring.submit(ENTRIES);
        assertThat(completions()).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void roomForMoreThanThereIsSubmitsWhatWaitsFirst() {
        for (int i = 0; i < ENTRIES - 1; i++) {
            addNop(i);
        }
        ring.reserve(1);
        assertThat(completions()).as("there was room").isEmpty();
        ring.reserve(2);
        assertThat(completions()).containsExactly(0L, 1L, 2L);
        for (int i = 0; i < ENTRIES; i++) {
            addNop(10 + i);
        }
        ring.submit(ENTRIES);
        assertThat(completions()).containsExactly(10L, 11L, 12L, 13L);
    }

    @Test
    void roomForMoreThanTheQueueHoldsIsAnError() {
        assertThatThrownBy(() -> ring.reserve(ENTRIES + 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("submission queue: room for 5 SQEs (expected: at most its 4 entries)");
    }

    @Test
    void whatTheKernelRefusesIsToldWithACureThatIsNotADemuxs() {
        assertThatThrownBy(() -> ring.register(-2))
                .isInstanceOf(ErrnoException.class)
                .hasMessageStartingWith("io_uring_register(descriptor -2) failed: EBADF (9), ");
        assertThat(IoUring.cure(Errno.ENOMEM))
                .isNotEqualTo(Cure.DEMUX.of(Errno.ENOMEM))
                .contains("locked memory");
        assertThat(SocketErrors.CURE.of(Errno.ENOMEM))
                .isNotEqualTo(Cure.DEMUX.of(Errno.ENOMEM))
                .contains("packets");
    }
}
