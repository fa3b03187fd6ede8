// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.CraftedSection;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Headers made by hand, or as encoders have written them, at any place of a stream. */
@ExtendWith(LeakCheck.class)
class FirstHeaderTest {

    private static final int PID = 0x100;

    private static final String MPEG_2 = "000001B3 2D0240 33 FFFFE018 000001B5 148200010000 000001B8 00080000 ";
    private static final String H_264 =
            "0000000109F0 0000000167640028ACD940780227E5C04400000300040000030 0C83C60C658 0000000168EBE3CB22C0 ";
    private static final String HEVC = "00000001460150 000000014201010160000003004000000300000300"
            + "5AA005A201216595952930BC05A1A0000003002000000641 000000014401C073C189 ";
    private static final String MP2 = "FFFDA400";

    private enum Search {
        MPEG_VIDEO,
        H_264,
        HEVC,
        MPEG_AUDIO,
        AC_3;

        FirstHeader begin() {
            return switch (this) {
                case MPEG_VIDEO -> FirstHeader.ofMpegVideo();
                case H_264 -> FirstHeader.ofH264();
                case HEVC -> FirstHeader.ofHevc();
                case MPEG_AUDIO -> FirstHeader.ofMpegAudio();
                case AC_3 -> FirstHeader.ofAc3();
            };
        }
    }

    private static @Nullable StreamFormat look(FirstHeader search, CraftedPacket packet) {
        ByteBuf buffer = packet.buffer();
        try {
            return search.packet(buffer, 0);
        } finally {
            buffer.release();
        }
    }

    private static @Nullable StreamFormat look(FirstHeader search, List<CraftedPacket> packets) {
        StreamFormat found = null;
        for (CraftedPacket packet : packets) {
            if (found == null) {
                found = look(search, packet);
            }
        }
        return found;
    }

    private static @Nullable StreamFormat look(Search search, byte[] stream) {
        return look(search.begin(), PesPackets.of(PID, stream));
    }

    private static byte[] hex(String digits) {
        return CraftedSection.hex(digits.replace(" ", ""));
    }

    /** Frames of a length, each with the same header. */
    private static byte[] frames(String header, int length, int count) {
        byte[] frame = Arrays.copyOf(hex(header), length);
        byte[] all = new byte[count * length];
        for (int i = 0; i < count; i++) {
            System.arraycopy(frame, 0, all, i * length, length);
        }
        return all;
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', textBlock = """
        MPEG_VIDEO | 000001B3 2D0240 33 FFFFE018 000001B5 148200010000 000001B8 0008 | MPEG-2 video 720x576 25i
        MPEG_VIDEO | 000001B3 2D0240 33 FFFFE018 000001B5 148A00010000 000001B8 0008 | MPEG-2 video 720x576 25p
        MPEG_VIDEO | 000001B3 780438 34 FFFFE018 000001B2 41 000001B5 114200010000 00000100 0008 | MPEG-2 video High 1920x1080 29.97i
        MPEG_VIDEO | 000001B3 780440 33 FFFFE018 000001B5 185400010000 00000100 0008 | MPEG-2 video 4:2:2 1920x1088 25i
        MPEG_VIDEO | 000001B3 160120 13 FFFFE018 000001B8 0008                      | MPEG-1 video 352x288 25p
        H_264 | 0000000167640028ACD940780227E5C0440000030004000003 00C83C60C658 00000168 | H.264 High 1920x1080 25p
        H_264 | 00000001674D4028F403C0227EF011000003000100000300321F162EA0 00000001 68DE0FC8 00000001 | H.264 Main 1920x1080 50i
        HEVC | 00000001420101022000000300900000030000030 05AA005020171F2B6595952930BC05A848904820000030002000003006410 00000001 44 | HEVC Main 10 640x360 50p HLG
        HEVC | 000000014201010160000003004000000300000300 5AA005A201216595952930BC05A1A00000030020000006 41 00000001 44 | HEVC Main 720x576 50i
        HEVC | 00000001420101016000000300900000030000030 03CA00C880E9F265959A49395E02D010000030001000003001908 00000001 44 | HEVC Main 400x226 25p
        """)
    void videoIsReadFromItsFirstHeader(Search search, String stream, String name) {
        assertThat(look(search, hex(stream))).extracting(StreamFormat::name).isEqualTo(name);
    }

    @ParameterizedTest(name = "{2} in {3} Hz")
    @CsvSource(delimiter = '|', textBlock = """
        MPEG_AUDIO | FFFDA400       | 576  | 48000 | MP2 192 kbit/s
        MPEG_AUDIO | FFFDA4C0       | 576  | 48000 | MP2 192 kbit/s mono
        MPEG_AUDIO | FFFDA080       | 626  | 44100 | MP2 192 kbit/s dual mono
        MPEG_AUDIO | FFFB9044       | 417  | 44100 | MP3 128 kbit/s
        MPEG_AUDIO | FFF384C0       | 192  | 24000 | MP3 64 kbit/s mono
        MPEG_AUDIO | FFF14C80201FFC | 256  | 48000 | AAC-LC
        MPEG_AUDIO | FFF15880201FFC | 256  | 24000 | AAC-LC or HE-AAC
        MPEG_AUDIO | FFF14D80201FFC | 256  | 48000 | AAC-LC 5.1
        MPEG_AUDIO | 56E0FD20001190 | 256  | 48000 | AAC-LC
        MPEG_AUDIO | 56E0FD20002B118800 | 256 | 48000 | HE-AAC
        AC_3       | 0B7700001E40EB | 1792 | 48000 | AC-3 5.1
        AC_3       | 0B7700001E4040 | 1792 | 48000 | AC-3 2.0
        AC_3       | 0B77000054 40 40 | 834 | 44100 | AC-3 2.0
        AC_3       | 0B7702FF3F80   | 1536 | 48000 | E-AC-3 5.1
        """)
    void soundIsReadFromTwoFramesInARow(Search search, String header, int length, int sampleRate, String name) {
        assertThat(look(search, frames(header, length, 3))).isInstanceOfSatisfying(AudioFormat.class, format -> {
            assertThat(format.name()).isEqualTo(name);
            assertThat(format.sampleRate()).isEqualTo(sampleRate);
        });
    }

    @ParameterizedTest
    @CsvSource({"1", "3", "183", "184", "185", "3000", "70000"})
    void aHeaderMayBeAnywhereInThePesPacket(int before) {
        byte[] zeros = new byte[before];
        assertThat(look(Search.MPEG_VIDEO, CraftedPacket.concat(zeros, hex(MPEG_2))))
                .as("video")
                .isNotNull();
        assertThat(look(Search.MPEG_AUDIO, CraftedPacket.concat(zeros, frames(MP2, 576, 2))))
                .as("sound")
                .isNotNull();
    }

    @Test
    void aStartCodeMayBeCutByTheEndOfAPacket() {
        for (int before = 150; before < 184; before++) {
            byte[] stream = CraftedPacket.concat(new byte[before], hex(H_264.replace(" ", "")));
            assertThat(look(Search.H_264, stream)).as("%d bytes before", before).isNotNull();
        }
    }

    /** A PES header may have 255 bytes of its own, which look like anything. */
    @Test
    void aPesHeaderIsNotOfTheStream() {
        byte[] header = CraftedPacket.concat(
                new byte[] {0, 0, 1, (byte) 0xC0, 0, 0, (byte) 0x80, 0, (byte) 250},
                Arrays.copyOf(frames("FFFB9044", 100, 1), 250));
        assertThat(look(FirstHeader.ofMpegAudio(), PesPackets.of(PID, header, frames(MP2, 576, 3))))
                .extracting(StreamFormat::name)
                .isEqualTo("MP2 192 kbit/s");
    }

    @Test
    void aLoneSyncWordIsChance() {
        byte[] chance = CraftedPacket.concat(hex("FFFB9044"), new byte[700], frames(MP2, 576, 3));
        assertThat(look(Search.MPEG_AUDIO, chance))
                .extracting(StreamFormat::name)
                .isEqualTo("MP2 192 kbit/s");
        assertThat(look(Search.MPEG_AUDIO, Arrays.copyOf(hex(MP2), 2_000))).isNull();
    }

    /** What would be its configuration is in the next frame. */
    @Test
    void aLoasFrameThatIsTooShortForItsConfigurationSaysNothing() {
        assertThat(look(Search.MPEG_AUDIO, frames("56E00120", 4, 20))).isNull();
    }

    @Test
    void scrambledPacketsAndThoseBehindAGapAreNotRead() {
        List<CraftedPacket> packets = PesPackets.of(PID, frames(MP2, 576, 3));
        FirstHeader scrambled = FirstHeader.ofMpegAudio();
        packets.forEach(
                packet -> assertThat(look(scrambled, packet.scrambled(2))).isNull());

        List<CraftedPacket> clear = PesPackets.of(PID, frames(MP2, 576, 3));
        FirstHeader interrupted = FirstHeader.ofMpegAudio();
        assertThat(look(interrupted, clear.get(0))).isNull();
        interrupted.interrupt();
        assertThat(look(interrupted, clear.subList(1, clear.size()))).isNull();
        assertThat(look(interrupted, clear)).isNotNull();
    }

    @Test
    void dataThatIsScrambledInsideItsPesPacketIsNotRead() {
        byte[] header = {0, 0, 1, (byte) 0xC0, 0, 0, (byte) 0xA0, 0, 0};
        assertThat(look(FirstHeader.ofMpegAudio(), PesPackets.of(PID, header, frames(MP2, 576, 3))))
                .isNull();
    }

    @Test
    void thePacketThatBeginsInTheMiddleIsWaitedOut() {
        FirstHeader search = FirstHeader.ofMpegVideo();
        List<CraftedPacket> packets = PesPackets.of(PID, CraftedPacket.concat(new byte[300], hex(MPEG_2)));
        assertThat(look(search, packets.subList(1, packets.size()))).isNull();
        assertThat(look(search, PesPackets.of(PID, hex(MPEG_2)))).isNotNull();
    }

    /** Ten megabytes of noise, with what begins each header strewn in, throw nothing, and little of it is taken for a header. */
    @ParameterizedTest
    @EnumSource
    void noiseThrowsNothing(Search search) {
        Random random = new Random(search.ordinal());
        byte[][] beginnings = {
            hex("000001B3"), hex("00000167"), hex("0000014201"), hex("000001B5"), hex("FFF1"), hex("56E0"), hex("0B77")
        };
        byte[] noise = new byte[1 << 20];
        random.nextBytes(noise);
        for (int i = 0; i < 20_000; i++) {
            byte[] beginning = beginnings[random.nextInt(beginnings.length)];
            System.arraycopy(beginning, 0, noise, random.nextInt(noise.length - 8), beginning.length);
        }
        FirstHeader header = search.begin();
        for (CraftedPacket packet : PesPackets.of(PID, noise)) {
            if (look(header, packet) != null) {
                header = search.begin();
            }
        }
        assertThat(header).isNotNull();
    }

    /** Each bit of a sound header turned, and each end that it can be cut at. */
    @ParameterizedTest
    @CsvSource({"MPEG_VIDEO", "H_264", "HEVC"})
    void damagedHeadersThrowNothing(Search search) {
        byte[] stream = hex(
                switch (search) {
                    case MPEG_VIDEO -> MPEG_2;
                    case H_264 -> H_264;
                    default -> HEVC;
                });
        assertThat(look(search, stream)).isNotNull();
        for (int bit = 0; bit < stream.length * 8; bit++) {
            byte[] damaged = stream.clone();
            damaged[bit / 8] ^= (byte) (0x80 >>> bit % 8);
            look(search, CraftedPacket.concat(damaged, stream, new byte[5_000]));
        }
        for (int length = 0; length < stream.length; length++) {
            byte[] cut = CraftedPacket.concat(Arrays.copyOf(stream, length), hex("000001B8 00000109"), new byte[5_000]);
            look(search, cut);
        }
    }
}
