// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.CraftedSection;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.TableId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables and descriptors as trees, written as lines with two spaces a level. */
class TableTreeTest {

    private static String text(TableNode node) {
        StringBuilder text = new StringBuilder();
        write(node, 0, text);
        return text.toString();
    }

    private static void write(TableNode node, int depth, StringBuilder text) {
        text.append("  ".repeat(depth)).append(node.name());
        if (node.value() != null) {
            text.append(' ').append(node.value());
        }
        text.append('\n');
        node.children().forEach(child -> write(child, depth + 1, text));
    }

    private static String tree(CraftedSection... sections) {
        return text(TableTree.of(
                List.of(sections).stream().map(CraftedSection::section).toList()));
    }

    @Test
    void aPat() {
        assertThat(tree(CraftedSection.of(TableId.PAT).extension(7).version(5).body("0000 E010 0001 E100")))
                .isEqualTo("""
                        PAT
                          table_id 0x00
                          transport_stream_id 7
                          version_number 5
                          last_section_number 0
                          program
                            program_number 0
                            program_map_PID 16
                          program
                            program_number 1
                            program_map_PID 256
                        """);
    }

    @Test
    void aPmtToTheDescriptor() {
        assertThat(tree(CraftedSection.of(TableId.PMT)
                        .extension(1)
                        .body("E101 F006 0904 0B00 E1FF 1B E101 F003 520110 06 E102 F009 5607 646575 1023 9999")))
                .contains("""
                          PCR_PID 257
                          CA_descriptor 0x09
                            CA_system_ID 0x0b00
                            CA_PID 511
                          stream
                            stream_type 0x1b H.264
                            elementary_PID 257
                            stream_identifier_descriptor 0x52
                              component_tag 0x10
                          stream
                            stream_type 0x06 private data
                            elementary_PID 258
                            teletext_descriptor 0x56
                              page
                                ISO_639_language_code deu
                                teletext_type 0x02 subtitles
                                teletext_magazine_number 0
                                teletext_page_number 0x23
                              page
                                cut short fewer bytes than the syntax needs
                        """);
    }

    @Test
    void aTableOfTwoSections() {
        assertThat(tree(
                        CraftedSection.of(TableId.SDT_ACTUAL)
                                .extension(7)
                                .number(0, 1)
                                .body("0001 FF 0001 FD 8007 4805 01 00 026162"),
                        CraftedSection.of(TableId.SDT_ACTUAL)
                                .extension(7)
                                .number(1, 1)
                                .body("0001 FF 0002 FC 1000")))
                .isEqualTo("""
                        SDT
                          table_id 0x42
                          transport_stream_id 7
                          version_number 0
                          last_section_number 1
                          section 0
                            original_network_id 1
                            service
                              service_id 1
                              EIT_schedule_flag 0
                              EIT_present_following_flag 1
                              running_status 0x4 running
                              free_CA_mode 0
                              service_descriptor 0x48
                                service_type 0x01 digital television
                                service_provider_name\s
                                service_name ab
                          section 1
                            original_network_id 1
                            service
                              service_id 2
                              EIT_schedule_flag 0
                              EIT_present_following_flag 0
                              running_status 0x0
                              free_CA_mode 1
                        """);
    }

    @Test
    void anEventAndItsTime() {
        assertThat(tree(CraftedSection.of(0x4E)
                        .extension(1)
                        .body("0007 0001 00 4E 0005 EFDD 201500 014500 9008 4D06 646575 01 41 00")))
                .contains("""
                          event
                            event_id 5
                            start_time 2026-12-31T20:15:00Z
                            duration 01:45:00
                            running_status 0x4 running
                            free_CA_mode 1
                            short_event_descriptor 0x4d
                              ISO_639_language_code deu
                              event_name A
                              text\s
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0A04 64657503 | ISO_639_language_descriptor 0x0a; language; ISO_639_language_code deu; audio_type 0x03 visual impaired commentary",
                "5A0B 02FAF080 1F 81 04 FFFFFFFF | terrestrial_delivery_system_descriptor 0x5a; centre_frequency 0x02faf080 500.000 MHz;"
                        + " bandwidth 0x0 8 MHz; priority 1; Time_Slicing_indicator 1; MPE-FEC_indicator 1; constellation 0x2 64-QAM;"
                        + " hierarchy_information 0; code_rate-HP_stream 0x1 2/3; code_rate-LP_stream 0x0 1/2; guard_interval 0x0 1/32;"
                        + " transmission_mode 0x2 4k; other_frequency_flag 0",
                "430B 01172500 0192 81 0220000 3 | satellite_delivery_system_descriptor 0x43; frequency 11.72500 GHz;"
                        + " orbital_position 19.2 degrees; west_east_flag 0x1 east; polarization 0x0 horizontal; roll_off 0;"
                        + " modulation_system 0x0 DVB-S; modulation_type 0x1 QPSK; symbol_rate 22.0000 Msymbol/s; FEC_inner 0x3 3/4",
                "5F04 00000028 8304 0001 FC07 | private_data_specifier_descriptor 0x5f; private_data_specifier 0x00000028;"
                        + " logical_channel_descriptor 0x83; service; service_id 1; visible_service_flag 1; logical_channel_number 7",
                "5F04 00000029 870F 01 03 4E6F72 4E4F52 04 0001 FC07 02 00 | private_data_specifier_descriptor 0x5f;"
                        + " private_data_specifier 0x00000029; logical_channel_descriptor (lists) 0x87; channel_list;"
                        + " channel_list_id 1; channel_list_name Nor; country_code NOR; service; service_id 1;"
                        + " visible_service_flag 1; logical_channel_number 7; channel_list; channel_list_id 2;"
                        + " channel_list_name ; cut short fewer bytes than the syntax needs",
                "5F04 00000028 8804 0001 FC07 | private_data_specifier_descriptor 0x5f; private_data_specifier 0x00000028;"
                        + " HD_simulcast_logical_channel_descriptor 0x88; service; service_id 1; visible_service_flag 1;"
                        + " logical_channel_number 7",
                "580D 444555 02 0100 EFDD201500 0200 | local_time_offset_descriptor 0x58; offset; country_code DEU; country_region_id 0;"
                        + " local_time_offset_polarity 0; local_time_offset 01:00; time_of_change 2026-12-31T20:15:00Z;"
                        + " next_time_offset 02:00",
                "8304 0001 FC07 | private_descriptor 0x83; bytes 0001fc07",
                "7F02 1500 | AC-4_descriptor 0x7f; descriptor_tag_extension 0x15; flags 0x00",
                "7F02 FF00 | extension_descriptor 0x7f; descriptor_tag_extension 0xff; bytes 00",
                "3E01 AA | reserved_descriptor 0x3e; bytes aa",
                "5209 10 | stream_identifier_descriptor 0x52; component_tag 0x10; cut short longer than its loop"
            })
    void descriptors(String hex, String expected) {
        byte[] loop = CraftedSection.hex(hex);
        StringBuilder text = new StringBuilder();
        DescriptorTree.of(new BitCursor(loop, 0, loop.length)).forEach(node -> write(node, 0, text));
        assertThat(text.toString().strip().replaceAll("\n *", "; ")).isEqualTo(expected);
    }

    /** Whatever a section has: no exception, and no more nodes than its bits allow. */
    @RepeatedTest(200)
    void noiseIsATree(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int[] ids = {0x00, 0x01, 0x02, 0x40, 0x42, 0x4E, 0x50, 0x4A, 0x80};
        int tableId = ids[random.nextInt(ids.length)];
        byte[] body = new byte[random.nextInt(tableId < 4 ? 1012 : 4000)];
        random.nextBytes(body);
        if (random.nextBoolean()) { // lengths that are likely to fit
            for (int i = 0; i < body.length; i += 1 + random.nextInt(6)) {
                body[i] &= (byte) 0xF0;
            }
        }
        Section section = CraftedSection.of(tableId).body(body).section();

        TableNode tree = TableTree.of(List.of(section));

        assertThat(depth(tree)).isLessThanOrEqualTo(6);
        assertThat(count(tree)).isLessThan(20 + 8 * body.length);
    }

    private static int depth(TableNode node) {
        return 1 + node.children().stream().mapToInt(TableTreeTest::depth).max().orElse(0);
    }

    private static int count(TableNode node) {
        return 1 + node.children().stream().mapToInt(TableTreeTest::count).sum();
    }
}
