// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.dmxflux.packet.Pid;
import java.util.Arrays;

/** Loops of descriptors of any content: read, written and changed, they stay loops. */
class DescriptorsFuzzTest {

    @FuzzTest
    void loop(byte[] bytes) {
        Descriptors loop = Descriptors.of(bytes);
        assertThat(loop.bytes()).isEqualTo(Arrays.copyOf(bytes, loop.length()));
        assertThat(Descriptors.of(loop.bytes())).isEqualTo(loop).hasToString(loop.toString());
        loop.stream().forEach(descriptor -> {
            assertThat(loop.hasTag(descriptor.tag())).isTrue();
            descriptor.languages();
            assertThat(descriptor.toString()).isNotNull();
        });
        expectWhole(loop.withCaPids(pid -> pid ^ 1));
        expectWhole(loop.withoutCaPids(pid -> pid % 2 == 0));
        new ElementaryStream(bytes.length == 0 ? 6 : bytes[0] & 0xFF, Pid.FIRST_FREE, loop).kind();
    }

    private static void expectWhole(Descriptors loop) {
        byte[] bytes = loop.bytes();
        assertThat(Descriptors.of(Arrays.copyOf(bytes, bytes.length)).length()).isEqualTo(bytes.length);
    }
}
