// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One descriptor, read.
 *
 * <p>Tags have the meaning that ISO/IEC 13818-1 (below 0x40) and ETSI EN 300 468 (from 0x40) give them, and 0xFA that of
 * ARIB STD-B10. What is not known
 * here, and what breaks its own syntax, is an {@link UnknownDescriptor}.
 */
public sealed interface Descriptor
        permits AacDescriptor,
                Ac3Descriptor,
                ApplicationSignallingDescriptor,
                AvcVideoDescriptor,
                CaDescriptor,
                CableDeliverySystemDescriptor,
                ComponentDescriptor,
                ContentDescriptor,
                DataBroadcastIdDescriptor,
                EnhancedAc3Descriptor,
                ExtendedEventDescriptor,
                FrequencyListDescriptor,
                HevcVideoDescriptor,
                IsdbTerrestrialDeliverySystemDescriptor,
                Iso639LanguageDescriptor,
                LocalTimeOffsetDescriptor,
                Mpeg4AudioDescriptor,
                NetworkNameDescriptor,
                ParentalRatingDescriptor,
                RegistrationDescriptor,
                S2SatelliteDeliverySystemDescriptor,
                SatelliteDeliverySystemDescriptor,
                ServiceDescriptor,
                ShortEventDescriptor,
                SubtitlingDescriptor,
                SupplementaryAudioDescriptor,
                T2DeliverySystemDescriptor,
                TeletextDescriptor,
                TerrestrialDeliverySystemDescriptor,
                UnknownDescriptor {

    /** {@code descriptor_tag} of those that have a {@code descriptor_tag_extension}. */
    int EXTENSION_TAG = 0x7F;

    /**
     * Returns {@code descriptor_tag}.
     *
     * @return 0 to 0xFF
     */
    int tag();

    /**
     * Returns the languages that the descriptor gives its elementary stream.
     *
     * @return three letters each (ISO 639-2), as they were sent; "und" where they are no letters
     */
    default List<String> languages() {
        return List.of();
    }

    /**
     * Reads a descriptor.
     *
     * @param tag {@code descriptor_tag}
     * @param payload what stands behind {@code descriptor_length}
     * @return the descriptor
     */
    static Descriptor of(int tag, byte[] payload) {
        Descriptor known = known(tag, payload);
        return known == null ? new UnknownDescriptor(tag, payload) : known;
    }

    private static @Nullable Descriptor known(int tag, byte[] payload) {
        return switch (tag) {
            case RegistrationDescriptor.TAG -> RegistrationDescriptor.parse(payload);
            case CaDescriptor.TAG -> CaDescriptor.parse(payload);
            case Iso639LanguageDescriptor.TAG -> Iso639LanguageDescriptor.parse(payload);
            case Mpeg4AudioDescriptor.TAG -> Mpeg4AudioDescriptor.parse(payload);
            case AvcVideoDescriptor.TAG -> AvcVideoDescriptor.parse(payload);
            case HevcVideoDescriptor.TAG -> HevcVideoDescriptor.parse(payload);
            case NetworkNameDescriptor.TAG -> NetworkNameDescriptor.parse(payload);
            case ServiceDescriptor.TAG -> ServiceDescriptor.parse(payload);
            case ShortEventDescriptor.TAG -> ShortEventDescriptor.parse(payload);
            case ExtendedEventDescriptor.TAG -> ExtendedEventDescriptor.parse(payload);
            case ComponentDescriptor.TAG -> ComponentDescriptor.parse(payload);
            case ContentDescriptor.TAG -> ContentDescriptor.parse(payload);
            case ParentalRatingDescriptor.TAG -> ParentalRatingDescriptor.parse(payload);
            case LocalTimeOffsetDescriptor.TAG -> LocalTimeOffsetDescriptor.parse(payload);
            case TeletextDescriptor.TAG -> TeletextDescriptor.parse(payload);
            case SubtitlingDescriptor.TAG -> SubtitlingDescriptor.parse(payload);
            case DataBroadcastIdDescriptor.TAG -> DataBroadcastIdDescriptor.parse(payload);
            case ApplicationSignallingDescriptor.TAG -> ApplicationSignallingDescriptor.parse(payload);
            case AacDescriptor.TAG -> AacDescriptor.parse(payload);
            case EXTENSION_TAG -> extension(payload);
            case SatelliteDeliverySystemDescriptor.TAG -> SatelliteDeliverySystemDescriptor.parse(payload);
            case CableDeliverySystemDescriptor.TAG -> CableDeliverySystemDescriptor.parse(payload);
            case TerrestrialDeliverySystemDescriptor.TAG -> TerrestrialDeliverySystemDescriptor.parse(payload);
            case IsdbTerrestrialDeliverySystemDescriptor.TAG -> IsdbTerrestrialDeliverySystemDescriptor.parse(payload);
            case S2SatelliteDeliverySystemDescriptor.TAG -> S2SatelliteDeliverySystemDescriptor.parse(payload);
            case FrequencyListDescriptor.TAG -> FrequencyListDescriptor.parse(payload);
            case Ac3Descriptor.TAG -> Ac3Descriptor.parse(payload);
            case EnhancedAc3Descriptor.TAG -> EnhancedAc3Descriptor.parse(payload);
            default -> null;
        };
    }

    private static @Nullable Descriptor extension(byte[] payload) {
        return switch (payload.length == 0 ? -1 : payload[0]) {
            case SupplementaryAudioDescriptor.EXTENSION -> SupplementaryAudioDescriptor.parse(payload);
            case T2DeliverySystemDescriptor.EXTENSION -> T2DeliverySystemDescriptor.parse(payload);
            default -> null;
        };
    }
}
