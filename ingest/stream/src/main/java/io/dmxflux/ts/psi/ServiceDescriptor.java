// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import org.jspecify.annotations.Nullable;

/**
 * Names a service and its provider (EN 300 468 6.2.33).
 *
 * @param serviceType {@code service_type}: 1 digital television, 2 digital radio, 0x19 HD television and so on
 * @param providerName {@code service_provider_name}
 * @param serviceName {@code service_name}
 */
public record ServiceDescriptor(int serviceType, String providerName, String serviceName) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x48;

    private static final int LEAST_LENGTH = 3;

    static @Nullable ServiceDescriptor parse(byte[] payload) {
        if (payload.length < LEAST_LENGTH) {
            return null;
        }
        DescriptorReader in = new DescriptorReader(payload);
        int serviceType = in.readByte();
        int providerLength = in.readByte();
        if (providerLength >= in.remaining()) {
            return null;
        }
        String provider = in.readText(providerLength);
        int nameLength = in.readByte();
        return nameLength > in.remaining()
                ? null
                : new ServiceDescriptor(serviceType, provider, in.readText(nameLength));
    }

    @Override
    public int tag() {
        return TAG;
    }
}
