// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static io.dmxflux.ts.CraftedSection.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorsTest {

    @Test
    void loopIsReadInOrder() {
        Descriptors loop = Descriptors.of(hex("5201 07  0504 48455643  5200"));

        assertThat(loop.stream())
                .containsExactly(
                        new UnknownDescriptor(0x52, hex("07")),
                        new RegistrationDescriptor(0x48455643),
                        new UnknownDescriptor(0x52, hex("")));
        assertThat(loop.find(RegistrationDescriptor.class).orElseThrow().format())
                .isEqualTo("HEVC");
        assertThat(loop.find(CaDescriptor.class)).isEmpty();
        assertThat(loop.hasTag(0x52)).isTrue();
        assertThat(loop.hasTag(0x07)).isFalse();
    }

    @Test
    void loopCutShortYieldsWhatIsWhole() {
        Descriptors whole = Descriptors.of(hex("5201 07"));

        assertThat(Descriptors.of(hex("5201 07 52"))).isEqualTo(whole).hasSameHashCodeAs(whole);
        assertThat(Descriptors.of(hex("5201 07 5202 01"))).isEqualTo(whole);
        assertThat(Descriptors.of(hex("5201 07 5201 01"))).isNotEqualTo(whole);
        assertThat(Descriptors.of(hex("52"))).isEqualTo(Descriptors.EMPTY);
        assertThat(whole.length()).isEqualTo(3);
        assertThat(whole.bytes()).isEqualTo(hex("520107"));
    }

    @Test
    void serviceDescriptorNamesProviderAndService() {
        assertThat(descriptor("48 08 19 02 4142 03 433031")).isEqualTo(new ServiceDescriptor(0x19, "AB", "C01"));
        assertThat(descriptor("48 03 01 00 00")).isEqualTo(new ServiceDescriptor(1, "", ""));
    }

    @Test
    void shortEventAndNetworkAreNamed() {
        assertThat(descriptor("4D 0A 667265 02 4142 03 433031"))
                .isEqualTo(new ShortEventDescriptor("fre", "AB", "C01"));
        assertThat(descriptor("4D 05 667265 00 00")).isEqualTo(new ShortEventDescriptor("fre", "", ""));
        assertThat(descriptor("40 02 4142")).isEqualTo(new NetworkNameDescriptor("AB"));
        assertThat(descriptor("40 00")).isEqualTo(new NetworkNameDescriptor(""));
    }

    @Test
    void extendedEventsHaveItemsAndText() {
        assertThat(descriptor("4E 11 01 667265 09 01 41 02 4243 00 02 4445 02 4647"))
                .isEqualTo(new ExtendedEventDescriptor(
                        0,
                        1,
                        "fre",
                        List.of(
                                new ExtendedEventDescriptor.Item("A", "BC"),
                                new ExtendedEventDescriptor.Item("", "DE")),
                        "FG"));
        assertThat(descriptor("4E 06 2F 667265 00 00"))
                .isEqualTo(new ExtendedEventDescriptor(2, 15, "fre", List.of(), ""));
    }

    @Test
    void contentsRatingsAndComponentsOfEventsAreRead() {
        assertThat(descriptor("54 04 4311 1007"))
                .isEqualTo(new ContentDescriptor(
                        List.of(new ContentDescriptor.Content(4, 3, 0x11), new ContentDescriptor.Content(1, 0, 7))));
        assertThat(descriptor("55 08 444555 09 465241 10"))
                .isEqualTo(new ParentalRatingDescriptor(List.of(
                        new ParentalRatingDescriptor.Rating("DEU", 9),
                        new ParentalRatingDescriptor.Rating("FRA", 16))));
        assertThat(new ParentalRatingDescriptor.Rating("DEU", 9).leastAge()).hasValue(12);
        assertThat(new ParentalRatingDescriptor.Rating("DEU", 0).leastAge()).isEmpty();
        assertThat(new ParentalRatingDescriptor.Rating("DEU", 16).leastAge()).isEmpty();
        assertThat(descriptor("50 08 F5 0B 01 646575 4844"))
                .isEqualTo(new ComponentDescriptor(5, 0x0B, 1, "deu", "HD"));
        assertThat(descriptor("50 06 19 01 02 646575")).isEqualTo(new ComponentDescriptor(0x19, 1, 2, "deu", ""));
    }

    @Test
    void localTimesAreReadByRegion() {
        assertThat(descriptor("58 1A 444555 02 0100 E489 010000 0200  555341 0B 0500 FFFF FFFFFF 0430"))
                .isEqualTo(new LocalTimeOffsetDescriptor(List.of(
                        new LocalTimeOffsetDescriptor.LocalTimeOffset(
                                "DEU",
                                0,
                                ZoneOffset.ofHours(1),
                                Instant.parse("2019-01-22T01:00:00Z"),
                                ZoneOffset.ofHours(2)),
                        new LocalTimeOffsetDescriptor.LocalTimeOffset(
                                "USA", 2, ZoneOffset.ofHours(-5), null, ZoneOffset.ofHoursMinutes(-4, -30)))));
    }

    @Test
    void localTimeChangesAtItsMoment() {
        Instant change = Instant.parse("2027-03-28T01:00:00Z");
        var zone = new LocalTimeOffsetDescriptor.LocalTimeOffset(
                "DEU", 0, ZoneOffset.ofHours(1), change, ZoneOffset.ofHours(2));

        assertThat(zone.at(change.minusSeconds(1))).isEqualTo(ZoneOffset.ofHours(1));
        assertThat(zone.at(change)).isEqualTo(ZoneOffset.ofHours(2));
    }

    @Test
    void languagesAndAudioTypesAreRead() {
        Descriptor descriptor = descriptor("0A 08 656E67 00 667265 03");

        assertThat(descriptor)
                .isEqualTo(new Iso639LanguageDescriptor(List.of(
                        new Iso639LanguageDescriptor.Language("eng", 0),
                        new Iso639LanguageDescriptor.Language("fre", 3))));
        assertThat(descriptor.languages()).containsExactly("eng", "fre");
    }

    @Test
    void languageThatIsNoLettersIsUndetermined() {
        assertThat(descriptor("0A 04 1B5B32 00").languages()).containsExactly("und");
    }

    @Test
    void teletextPagesAreRead() {
        assertThat(descriptor("56 0A 646575 09 00 646575 14 50"))
                .isEqualTo(new TeletextDescriptor(List.of(
                        new TeletextDescriptor.Page("deu", 1, 1, 0), new TeletextDescriptor.Page("deu", 2, 4, 0x50))));
    }

    @Test
    void subtitlesAreRead() {
        assertThat(descriptor("59 08 737765 20 1234 5678"))
                .isEqualTo(new SubtitlingDescriptor(
                        List.of(new SubtitlingDescriptor.Subtitles("swe", 0x20, 0x1234, 0x5678))));
    }

    @Test
    void dolbyDescriptorsAreRead() {
        assertThat(descriptor("6A 01 00")).isEqualTo(new Ac3Descriptor(OptionalInt.empty()));
        assertThat(descriptor("6A 02 80 44")).isEqualTo(new Ac3Descriptor(OptionalInt.of(0x44)));
        assertThat(descriptor("7A 03 C0 C2 10")).isEqualTo(new EnhancedAc3Descriptor(OptionalInt.of(0xC2)));
    }

    @Test
    void caDescriptorsAreRead() {
        assertThat(descriptor("09 06 0B00 FFFE 0102")).isEqualTo(new CaDescriptor(0x0B00, 0x1FFE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "05 03 484556",
                "09 03 0B00 E1",
                "0A 03 656E67",
                "48 00",
                "48 02 01 00",
                "48 03 01 01 41",
                "48 04 01 00 02 41",
                "4D 04 667265 00",
                "4D 05 667265 01 41",
                "4D 06 667265 00 02 41",
                "4E 05 00 667265 00",
                "4E 06 00 667265 01 00",
                "4E 07 00 667265 01 00 00",
                "4E 08 00 667265 02 01 41 00",
                "4E 08 00 667265 02 00 01 00",
                "4E 06 00 667265 00 01",
                "50 05 F5 0B 01 6465",
                "54 03 4311 10",
                "55 05 444555 09 46",
                "56 04 646575 09",
                "58 0C 444555 02 0100 E489 010000 02",
                "58 0D 444555 02 0160 E489 010000 0200",
                "58 0D 444555 02 0100 E489 010000 2000",
                "59 07 737765 20 1234 56",
                "6A 00",
                "6A 01 80",
                "7A 01 80"
            })
    void descriptorThatBreaksItsSyntaxIsUnknown(String hex) {
        byte[] bytes = hex(hex);
        Descriptor descriptor = descriptor(hex);

        assertThat(descriptor).isInstanceOf(UnknownDescriptor.class);
        assertThat(descriptor.tag()).isEqualTo(bytes[0]);
        assertThat(((UnknownDescriptor) descriptor).payload()).hasSize(bytes[1]);
        assertThat(descriptor.languages()).isEmpty();
    }

    @Test
    void streamHasTheLanguagesOfAllItsDescriptorsOnce() {
        var stream =
                new ElementaryStream(6, 0x100, Descriptors.of(hex("0A04 64657500  560A 646575 09 00 667265 10 88")));

        assertThat(stream.languages()).containsExactly("deu", "fre");
    }

    private static Descriptor descriptor(String hex) {
        return Descriptors.of(hex(hex)).stream().findFirst().orElseThrow();
    }
}
