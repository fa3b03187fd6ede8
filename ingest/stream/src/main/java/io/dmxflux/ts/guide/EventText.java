// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.guide;

import io.dmxflux.ts.psi.ExtendedEventDescriptor;
import io.dmxflux.ts.psi.ExtendedEventDescriptor.Item;
import java.util.ArrayList;
import java.util.List;

/**
 * What is said of an event in one language. Texts may have line feeds.
 *
 * @param language {@code ISO_639_language_code}, three letters as they were sent; "und" where they are no letters
 * @param title its name; may be empty
 * @param subtitle the short text; may be empty
 * @param description the long text; may be empty
 * @param items who and what else, in the order sent
 */
public record EventText(String language, String title, String subtitle, String description, List<Item> items) {

    /** A text of some items. */
    public EventText {
        items = List.copyOf(items);
    }

    /** Joins what was spread over several descriptors of one language; they are in order. */
    static EventText joined(String language, String title, String subtitle, List<ExtendedEventDescriptor> parts) {
        StringBuilder description = new StringBuilder();
        List<Item> items = new ArrayList<>();
        for (ExtendedEventDescriptor part : parts) {
            description.append(part.text());
            part.items().forEach(item -> append(items, item));
        }
        return new EventText(language, title, subtitle, description.toString(), items);
    }

    /** An item without a description goes on with the one before. */
    private static void append(List<Item> items, Item item) {
        int last = items.size() - 1;
        if (item.description().isEmpty() && last >= 0) {
            Item begun = items.get(last);
            items.set(last, new Item(begun.description(), begun.text() + item.text()));
        } else {
            items.add(item);
        }
    }
}
