// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrnoExceptionTest {

    @Test
    void tellsCallOperandNameNumberMeaningAndCure() {
        assertThat(new ErrnoException("DMX_QBUF", "/dev/dvb/adapter0/demux0", Errno.EINVAL, "queue it once"))
                .hasMessage("DMX_QBUF(/dev/dvb/adapter0/demux0) failed: EINVAL (22),"
                        + " not valid in this state or for this argument: queue it once");
    }

    @Test
    void tellsTheLastErrorOfTheThread() {
        assertThatThrownBy(() -> FileDescriptor.open("/no/such/node", FileDescriptor.O_RDWR))
                .isInstanceOfSatisfying(ErrnoException.class, e -> {
                    assertThat(e.call()).isEqualTo("open");
                    assertThat(e.operand()).isEqualTo("/no/such/node");
                    assertThat(e.errno()).isEqualTo(2);
                    assertThat(e.is(Errno.ENOENT)).isTrue();
                    assertThat(e.is(Errno.EACCES)).isFalse();
                })
                .hasMessage("open(/no/such/node) failed: ENOENT (2), no such device node: plug the adapter in, load its"
                        + " driver, or check the adapter and demux numbers");
    }

    @Test
    void tellsANumberWithoutANameToo() {
        assertThatThrownBy(() -> FileDescriptor.open("/proc/self/exe/below-a-file", FileDescriptor.O_RDONLY))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(20))
                .hasMessage("open(/proc/self/exe/below-a-file) failed: errno (20), see errno(3):"
                        + " look at the kernel log (dmesg)");
    }

    @Test
    void takesBetterAdviceAndKeepsEverythingElse() {
        ErrnoException first = new ErrnoException("mmap", "demux0", Errno.ENOTTY);
        ErrnoException better = first.withCure("close the neighbour");
        assertThat(better).hasMessageEndingWith(": close the neighbour");
        assertThat(better.is(Errno.ENOTTY)).isTrue();
        assertThat(better.call()).isEqualTo("mmap");
        assertThat(better.getStackTrace()).isEqualTo(first.getStackTrace());
    }

    @ParameterizedTest
    @EnumSource
    void everyErrorIsToldInOneLineWithAMeaningAndACure(Errno errno) {
        ErrnoException e = new ErrnoException("read", "demux0", errno);
        assertThat(e.getMessage())
                .doesNotContain("\n")
                .startsWith("read(demux0) failed: " + errno.name() + " (" + errno.number() + "), ")
                .endsWith(errno.meaning() + ": " + errno.cure())
                .doesNotEndWith(".");
        assertThat(Errno.of(errno.number())).contains(errno);
    }

    @Test
    void noNumberStandsTwiceInTheTable() {
        assertThat(Stream.of(Errno.values()).map(Errno::number)).doesNotHaveDuplicates();
    }
}
