// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Says from which age on an event is suitable (EN 300 468 6.2.28).
 *
 * @param ratings in the order sent
 */
public record ParentalRatingDescriptor(List<Rating> ratings) implements Descriptor {

    /** {@code descriptor_tag}. */
    public static final int TAG = 0x55;

    private static final int ENTRY_LENGTH = 4;
    private static final int YEARS_BEFORE_1 = 3;
    private static final int LAST_AGE = 0x0F;

    /** A descriptor of some ratings. */
    public ParentalRatingDescriptor {
        ratings = List.copyOf(ratings);
    }

    /**
     * The rating of one country.
     *
     * @param country {@code country_code}, three letters, mostly those of ISO 3166
     * @param rating {@code rating}, 0 to 255
     */
    public record Rating(String country, int rating) {

        /**
         * Reads the age.
         *
         * @return 4 to 18 years; empty if the rating is undefined, or what the broadcaster defines
         */
        public OptionalInt leastAge() {
            return rating >= 1 && rating <= LAST_AGE ? OptionalInt.of(rating + YEARS_BEFORE_1) : OptionalInt.empty();
        }
    }

    static @Nullable ParentalRatingDescriptor parse(byte[] payload) {
        if (payload.length % ENTRY_LENGTH != 0) {
            return null;
        }
        List<Rating> ratings = new ArrayList<>();
        DescriptorReader in = new DescriptorReader(payload);
        while (in.remaining() > 0) {
            ratings.add(new Rating(in.readLanguage(), in.readByte()));
        }
        return new ParentalRatingDescriptor(ratings);
    }

    @Override
    public int tag() {
        return TAG;
    }
}
