// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static io.dmxflux.ts.CraftedSection.hex;
import static org.assertj.core.api.Assertions.assertThat;

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
                "56 04 646575 09",
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
