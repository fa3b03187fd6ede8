// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.nio.ByteBuffer;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Says where the messages of a conditional access system are (ISO/IEC 13818-1 2.6.16): ECMs in a PMT, EMMs in the CAT.
 *
 * @param caSystemId {@code CA_system_ID}
 * @param caPid {@code CA_PID}
 */
public record CaDescriptor(int caSystemId, int caPid) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x09;

    private static final int LEAST_LENGTH = 4;
    private static final int PID_OFFSET = 2;
    private static final int PID_MASK = 0x1FFF;

    static @Nullable CaDescriptor parse(byte[] payload) {
        if (payload.length < LEAST_LENGTH) {
            return null;
        }
        DescriptorReader in = new DescriptorReader(payload);
        return new CaDescriptor(in.readShort(), in.readShort() & PID_MASK);
    }

    /** Changes the PID in a payload, if it is long enough to have one. */
    static void move(byte[] bytes, int payload, int length, IntUnaryOperator pids) {
        if (length >= LEAST_LENGTH) {
            ByteBuffer field =
                    ByteBuffer.wrap(bytes, payload + PID_OFFSET, Short.BYTES).slice();
            int value = field.getShort(0);
            field.putShort(0, (short) (value & ~PID_MASK | pids.applyAsInt(value & PID_MASK) & PID_MASK));
        }
    }

    @Override
    public int tag() {
        return TAG;
    }
}
