// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.nio.ByteBuffer;
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
    private static final int MULTILINGUAL_NAME_TAG = 0x5D;

    static @Nullable ServiceDescriptor parse(byte[] payload) {
        return parse(payload, false);
    }

    static @Nullable ServiceDescriptor parse(byte[] payload, boolean arib) {
        if (payload.length < LEAST_LENGTH) {
            return null;
        }
        DescriptorReader in = new DescriptorReader(payload, arib);
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

    /**
     * Renames the service in a loop: its descriptor is replaced, or added, and its names in several languages are left out.
     *
     * @param descriptors of the service in an SDT
     * @param serviceType {@code service_type}
     * @param providerName at most 126 bytes, as EN 300 468 writes it
     * @param serviceName at most 126 bytes
     * @return the loop with the new names
     */
    public static Descriptors rename(
            Descriptors descriptors, int serviceType, String providerName, String serviceName) {
        byte[] provider = DvbText.encode(providerName);
        byte[] name = DvbText.encode(serviceName);
        byte[] payload = ByteBuffer.allocate(LEAST_LENGTH + provider.length + name.length)
                .put((byte) serviceType)
                .put((byte) provider.length)
                .put(provider)
                .put((byte) name.length)
                .put(name)
                .array();
        return descriptors.without(TAG, MULTILINGUAL_NAME_TAG).with(TAG, payload);
    }

    @Override
    public int tag() {
        return TAG;
    }
}
