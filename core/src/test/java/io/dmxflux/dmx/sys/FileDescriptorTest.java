// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FileDescriptorTest {

    @Test
    void isClosedOnceAndNotUsedAfterwards() {
        FileDescriptor file = FileDescriptor.inMemory("closed", 188);
        int number = file.number();
        file.close();
        try (FileDescriptor reused = FileDescriptor.inMemory("reused", 188)) {
            assertThat(reused.number()).as("the lowest free number").isEqualTo(number);
            file.close();
            assertThat(reused.duplicate())
                    .as("not closed by the second close of another")
                    .satisfies(FileDescriptor::close);
        }
        assertThatThrownBy(file::number)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("closed: closed (expected: open)");
        assertThatThrownBy(() -> file.ioctl(DmxIoctl.DMX_STOP, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(file::duplicate).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anIoctlThatFailsIsNamedAfterItsRequest() {
        try (FileDescriptor file = FileDescriptor.inMemory("no demux", 188)) {
            assertThatThrownBy(() -> file.ioctl(DmxIoctl.DMX_REQBUFS, new StructMemory(8)))
                    .isInstanceOfSatisfying(
                            ErrnoException.class,
                            e -> assertThat(e.is(Errno.ENOTTY)).isTrue())
                    .hasMessageStartingWith("DMX_REQBUFS(no demux) failed: ENOTTY (25)");
        }
    }

    @Test
    void aReadTellsThatNothingIsThereWithoutThrowing() {
        StructMemory target = new StructMemory(8);
        try (EventFd event = new EventFd();
                FileDescriptor same =
                        FileDescriptor.owning(event.number(), "event").duplicate()) {
            assertThat(same.read(target.address(), 8)).isEqualTo(-Errno.EAGAIN.number());
            event.add(1);
            assertThat(same.read(target.address(), 8)).isEqualTo(8);
        }
    }

    @Test
    void aReadThatFailsOtherwiseThrows() {
        StructMemory target = new StructMemory(1);
        try (EventFd event = new EventFd();
                FileDescriptor same =
                        FileDescriptor.owning(event.number(), "event").duplicate()) {
            assertThatThrownBy(() -> same.read(target.address(), 1))
                    .hasMessageStartingWith("read(event) failed: EINVAL");
        }
    }

    @Test
    void freshStructuresAreZero() {
        StructMemory struct = new StructMemory(24);
        for (int offset = 0; offset < 24; offset += 4) {
            assertThat(struct.getInt(offset)).isZero();
        }
        assertThat(struct.putShort(0, 0x2000).getInt(0))
                .as("little-endian, neighbours untouched")
                .isEqualTo(0x2000);
    }
}
