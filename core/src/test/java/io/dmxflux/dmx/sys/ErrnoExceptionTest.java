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
                .hasMessage(
                        "open(/no/such/node) failed: ENOENT (2), no such file or device: plug the adapter in, load its"
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
        ErrnoException first = new ErrnoException("mmap", "demux0", Errno.ENOTTY, Cure.DEMUX);
        ErrnoException better = first.withCure("close the neighbour");
        assertThat(better).hasMessageEndingWith(": close the neighbour");
        assertThat(better.is(Errno.ENOTTY)).isTrue();
        assertThat(better.call()).isEqualTo("mmap");
        assertThat(better.getStackTrace()).isEqualTo(first.getStackTrace());
    }

    @ParameterizedTest
    @EnumSource
    void everyErrorIsToldInOneLineWithAMeaningAndACure(Errno errno) {
        ErrnoException e = new ErrnoException("read", "demux0", errno, Cure.DEMUX);
        assertThat(e.getMessage())
                .doesNotContain("\n")
                .startsWith("read(demux0) failed: " + errno.name() + " (" + errno.number() + "), ")
                .endsWith(errno.meaning() + ": " + Cure.DEMUX.of(errno))
                .doesNotEndWith(".");
        assertThat(Errno.of(errno.number())).isEqualTo(errno);
        assertThat(Cure.PROCESS.of(errno)).doesNotContain("\n").doesNotEndWith(".");
    }

    /** Advice on demux buffers is of no use without a demux. */
    @Test
    void theCureIsThatOfTheDomainWhichMetTheError() {
        assertThat(Cure.DEMUX.of(Errno.ENOMEM)).isEqualTo("ask for fewer or smaller buffers");
        assertThatThrownBy(() -> MappedRegion.anonymous(-1))
                .isInstanceOfSatisfying(
                        ErrnoException.class,
                        e -> assertThat(e.withCure(Cure.DEMUX))
                                .hasMessageEndingWith(": " + Cure.DEMUX.of(Errno.ENOMEM)))
                .hasMessageStartingWith("mmap(-1 bytes) failed: ENOMEM (12), out of memory: free memory");
        ErrnoException unnamed = ErrnoException.of("mmap", "demux0", 20, Cure.DEMUX);
        assertThat(unnamed.withCure(Cure.DEMUX)).hasMessageEndingWith(": look at the kernel log (dmesg)");
        assertThat(unnamed.withCure("do better"))
                .hasMessage("mmap(demux0) failed: errno (20), see errno(3): do better");
    }

    @Test
    void noNumberStandsTwiceInTheTable() {
        assertThat(Stream.of(Errno.values()).map(Errno::number)).doesNotHaveDuplicates();
    }
}
