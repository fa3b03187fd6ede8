// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes an event at length (EN 300 468 6.2.15). A description that is too long for one descriptor is spread over several,
 * by number.
 *
 * @param descriptorNumber {@code descriptor_number}, 0 to 15
 * @param lastDescriptorNumber {@code last_descriptor_number}, 0 to 15
 * @param language {@code ISO_639_language_code}, three letters
 * @param items in the order sent
 * @param text {@code text}
 */
public record ExtendedEventDescriptor(
        int descriptorNumber, int lastDescriptorNumber, String language, List<Item> items, String text)
        implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x4E;

    private static final int LEAST_LENGTH = 6;
    private static final int LEAST_ITEM_LENGTH = 2;
    private static final int NUMBER_MASK = 0x0F;

    /** A descriptor of some items. */
    public ExtendedEventDescriptor {
        items = List.copyOf(items);
    }

    /**
     * One thing that is said of an event.
     *
     * @param description {@code item_description}: what it is, as "Director"
     * @param text {@code item}
     */
    public record Item(String description, String text) {}

    static @Nullable ExtendedEventDescriptor parse(byte[] payload) {
        if (payload.length < LEAST_LENGTH) {
            return null;
        }
        DescriptorReader in = new DescriptorReader(payload);
        int numbers = in.readByte();
        String language = in.readLanguage();
        int itemsLength = in.readByte();
        List<Item> items = itemsLength < in.remaining() ? readItems(in, itemsLength) : null;
        if (items == null) {
            return null;
        }
        int textLength = in.readByte();
        return textLength > in.remaining()
                ? null
                : new ExtendedEventDescriptor(
                        numbers >>> 4, numbers & NUMBER_MASK, language, items, in.readText(textLength));
    }

    /** Reads all items; null if one of them points outside their loop. */
    private static @Nullable List<Item> readItems(DescriptorReader in, int length) {
        int behind = in.remaining() - length;
        List<Item> items = new ArrayList<>();
        while (in.remaining() - behind >= LEAST_ITEM_LENGTH) {
            int descriptionLength = in.readByte();
            if (descriptionLength >= in.remaining() - behind) {
                return null;
            }
            String description = in.readText(descriptionLength);
            int itemLength = in.readByte();
            if (itemLength > in.remaining() - behind) {
                return null;
            }
            items.add(new Item(description, in.readText(itemLength)));
        }
        return in.remaining() == behind ? items : null;
    }

    @Override
    public int tag() {
        return TAG;
    }
}
