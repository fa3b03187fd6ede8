// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says that a stream carries the table of a service's applications (ETSI TS 102 809 5.3.5.1).
 *
 * @param applicationTypes {@code application_type} of each, 15 bits; none stands for any
 */
public record ApplicationSignallingDescriptor(List<Integer> applicationTypes) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x6F;

    /** {@code application_type} of HbbTV. */
    public static final int HBBTV = 0x0010;

    private static final int ENTRY_LENGTH = 3;
    private static final int TYPE_MASK = 0x7FFF;

    /** A descriptor of some applications. */
    public ApplicationSignallingDescriptor {
        applicationTypes = List.copyOf(applicationTypes);
    }

    static @Nullable ApplicationSignallingDescriptor parse(byte[] payload) {
        if (payload.length % ENTRY_LENGTH != 0) {
            return null;
        }
        DescriptorReader in = new DescriptorReader(payload);
        List<Integer> types = new ArrayList<>();
        while (in.remaining() > 0) {
            types.add(in.readShort() & TYPE_MASK);
            in.readByte(); // AIT_version_number
        }
        return new ApplicationSignallingDescriptor(types);
    }

    @Override
    public int tag() {
        return TAG;
    }
}
