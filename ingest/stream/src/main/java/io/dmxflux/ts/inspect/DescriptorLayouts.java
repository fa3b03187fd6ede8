// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The syntax of descriptors by their tags. Of one that is not here, the bytes are shown.
 *
 * <p><b>Source:</b> ISO/IEC 13818-1 2.6 (tags below 0x40); EN 300 468 6.2, 6.4 and Annexes D and H.
 */
final class DescriptorLayouts {

    private static final Map<Integer, Layout> LAYOUTS = new HashMap<>();
    private static final Map<Integer, Layout> EXTENSIONS = new HashMap<>();

    static {
        mpeg();
        services();
        events();
        streams();
        networks();
        extensions();
    }

    private DescriptorLayouts() {}

    /** Returns the syntax behind {@code descriptor_length}; null if it is not known here. */
    static @Nullable Layout of(int tag) {
        return LAYOUTS.get(tag);
    }

    /** Returns the syntax behind {@code descriptor_tag_extension}; null if it is not known here. */
    static @Nullable Layout ofExtension(int extension) {
        return EXTENSIONS.get(extension);
    }

    static Layout logicalChannels(int numberBits) {
        return Layout.of()
                .entries(
                        "service",
                        Layout.of()
                                .number("service_id", 16)
                                .flag("visible_service_flag")
                                .reserved(15 - numberBits)
                                .number("logical_channel_number", numberBits));
    }

    static Layout logicalChannelLists() {
        return Layout.of()
                .entries(
                        "channel_list",
                        Layout.of()
                                .number("channel_list_id", 8)
                                .text("channel_list_name")
                                .language("country_code")
                                .entries(
                                        "service",
                                        8,
                                        Layout.of()
                                                .number("service_id", 16)
                                                .flag("visible_service_flag")
                                                .reserved(5)
                                                .number("logical_channel_number", 10)));
    }

    private static void put(int tag, Layout layout) {
        LAYOUTS.put(tag, layout);
    }

    private static void mpeg() {
        put(
                0x02,
                Layout.of()
                        .flag("multiple_frame_rate_flag")
                        .number("frame_rate_code", 4)
                        .flag("MPEG_1_only_flag")
                        .flag("constrained_parameter_flag")
                        .flag("still_picture_flag"));
        put(
                0x03,
                Layout.of()
                        .flag("free_format_flag")
                        .number("ID", 1)
                        .number("layer", 2)
                        .flag("variable_rate_audio_indicator")
                        .reserved(3));
        put(0x05, Layout.of().letters("format_identifier", 4).rest("additional_identification_info"));
        put(0x06, Layout.of().number("alignment_type", 8));
        put(
                0x09,
                Layout.of()
                        .hex("CA_system_ID", 16)
                        .reserved(3)
                        .number("CA_PID", 13)
                        .rest("private_data_byte"));
        put(
                0x0A,
                Layout.of()
                        .entries(
                                "language",
                                Layout.of()
                                        .language("ISO_639_language_code")
                                        .named("audio_type", 8, Meanings::audioType)));
        put(
                0x0B,
                Layout.of()
                        .flag("external_clock_reference_indicator")
                        .reserved(1)
                        .number("clock_accuracy_integer", 6)
                        .number("clock_accuracy_exponent", 3)
                        .reserved(5));
        put(0x0E, Layout.of().reserved(2).number("maximum_bitrate", 22));
        put(0x0F, Layout.of().hex("private_data_indicator", 32));
        put(0x10, Layout.of().reserved(2).number("sb_leak_rate", 22).reserved(2).number("sb_size", 22));
        put(0x11, Layout.of().reserved(7).flag("leak_valid_flag"));
        put(0x13, Layout.of().hex("carousel_id", 32).rest("private_data_byte"));
        put(0x1C, Layout.of().hex("MPEG-4_audio_profile_and_level", 8));
        put(
                0x28,
                Layout.of()
                        .number("profile_idc", 8)
                        .hex("constraint_set_flags", 8)
                        .number("level_idc", 8)
                        .flag("AVC_still_present")
                        .flag("AVC_24_hour_picture_flag")
                        .flag("frame_packing_SEI_not_present_flag")
                        .reserved(5));
        put(
                0x38,
                Layout.of()
                        .number("profile_space", 2)
                        .flag("tier_flag")
                        .number("profile_idc", 5)
                        .hex("profile_compatibility_indication", 32)
                        .flag("progressive_source_flag")
                        .flag("interlaced_source_flag")
                        .flag("non_packed_constraint_flag")
                        .flag("frame_only_constraint_flag")
                        .reserved(44)
                        .number("level_idc", 8));
    }

    private static void services() {
        put(
                0x41,
                Layout.of()
                        .entries(
                                "service",
                                Layout.of().number("service_id", 16).named("service_type", 8, Meanings::serviceType)));
        put(
                0x48,
                Layout.of()
                        .named("service_type", 8, Meanings::serviceType)
                        .text("service_provider_name")
                        .text("service_name"));
        put(
                0x4A,
                Layout.of()
                        .number("transport_stream_id", 16)
                        .number("original_network_id", 16)
                        .number("service_id", 16)
                        .named("linkage_type", 8, Meanings::linkageType)
                        .rest("private_data_byte"));
        put(0x53, Layout.of().entries("system", Layout.of().hex("CA_system_id", 16)));
        put(
                0x5D,
                Layout.of()
                        .entries(
                                "name",
                                Layout.of()
                                        .language("ISO_639_language_code")
                                        .text("service_provider_name")
                                        .text("service_name")));
        put(0x5F, Layout.of().hex("private_data_specifier", 32));
        put(0x73, Layout.of().restOfText("default_authority"));
        put(
                0x7E,
                Layout.of()
                        .flag("user_defined")
                        .reserved(3)
                        .flag("do_not_scramble")
                        .number("control_remote_access_over_internet", 2)
                        .flag("do_not_apply_revocation"));
    }

    private static void events() {
        put(
                0x4D,
                Layout.of().language("ISO_639_language_code").text("event_name").text("text"));
        put(
                0x4E,
                Layout.of()
                        .number("descriptor_number", 4)
                        .number("last_descriptor_number", 4)
                        .language("ISO_639_language_code")
                        .entries("item", 8, Layout.of().text("item_description").text("item"))
                        .text("text"));
        put(
                0x54,
                Layout.of()
                        .entries(
                                "content",
                                Layout.of()
                                        .named("content_nibbles", 8, Meanings::content)
                                        .hex("user_byte", 8)));
        put(
                0x55,
                Layout.of()
                        .entries(
                                "rating", Layout.of().letters("country_code", 3).named("rating", 8, Meanings::age)));
        put(0x69, Layout.of().hex("programme_identification_label", 24));
        put(0x76, Layout.of().rest("content_identifier"));
        put(
                0x58,
                Layout.of()
                        .entries(
                                "offset",
                                Layout.of()
                                        .letters("country_code", 3)
                                        .number("country_region_id", 6)
                                        .reserved(1)
                                        .flag("local_time_offset_polarity")
                                        .hours("local_time_offset")
                                        .time("time_of_change")
                                        .hours("next_time_offset")));
    }

    private static void streams() {
        put(
                0x50,
                Layout.of()
                        .number("stream_content_ext", 4)
                        .hex("stream_content", 4)
                        .hex("component_type", 8)
                        .hex("component_tag", 8)
                        .language("ISO_639_language_code")
                        .restOfText("text"));
        put(0x52, Layout.of().hex("component_tag", 8));
        put(
                0x56,
                Layout.of()
                        .entries(
                                "page",
                                Layout.of()
                                        .language("ISO_639_language_code")
                                        .named("teletext_type", 5, Meanings::teletextType)
                                        .number("teletext_magazine_number", 3)
                                        .hex("teletext_page_number", 8)));
        put(
                0x59,
                Layout.of()
                        .entries(
                                "subtitles",
                                Layout.of()
                                        .language("ISO_639_language_code")
                                        .hex("subtitling_type", 8)
                                        .number("composition_page_id", 16)
                                        .number("ancillary_page_id", 16)));
        put(
                0x64,
                Layout.of().hex("data_broadcast_id", 16).hex("component_tag", 8).rest("selector_and_text"));
        put(0x66, Layout.of().hex("data_broadcast_id", 16).rest("id_selector_byte"));
        put(
                0x6F,
                Layout.of()
                        .entries(
                                "application",
                                Layout.of()
                                        .reserved(1)
                                        .hex("application_type", 15)
                                        .reserved(3)
                                        .number("AIT_version_number", 5)));
        put(0x6A, Layout.of().hex("flags", 8).rest("fields"));
        put(0x7A, Layout.of().hex("flags", 8).rest("fields"));
        put(0x7C, Layout.of().hex("profile_and_level", 8).rest("fields"));
    }

    private static void networks() {
        put(0x40, Layout.of().restOfText("network_name"));
        put(0x47, Layout.of().restOfText("bouquet_name"));
        put(
                0x43,
                Layout.of()
                        .decimal("frequency", 3, 5, "GHz")
                        .decimal("orbital_position", 3, 1, "degrees")
                        .named("west_east_flag", 1, value -> value == 0 ? "west" : "east")
                        .named("polarization", 2, Meanings::polarization)
                        .number("roll_off", 2)
                        .named("modulation_system", 1, value -> value == 0 ? "DVB-S" : "DVB-S2")
                        .named("modulation_type", 2, Meanings::satelliteModulation)
                        .decimal("symbol_rate", 3, 4, "Msymbol/s")
                        .named("FEC_inner", 4, Meanings::innerCode));
        put(
                0x44,
                Layout.of()
                        .decimal("frequency", 4, 4, "MHz")
                        .reserved(12)
                        .number("FEC_outer", 4)
                        .named("modulation", 8, Meanings::cableModulation)
                        .decimal("symbol_rate", 3, 4, "Msymbol/s")
                        .named("FEC_inner", 4, Meanings::innerCode));
        put(
                0x5A,
                Layout.of()
                        .named("centre_frequency", 32, value -> String.format("%.3f MHz", (value & 0xFFFF_FFFFL) / 1e5))
                        .named("bandwidth", 3, value -> value < 4 ? 8 - value + " MHz" : "")
                        .flag("priority")
                        .flag("Time_Slicing_indicator")
                        .flag("MPE-FEC_indicator")
                        .reserved(2)
                        .named("constellation", 2, Meanings::terrestrialModulation)
                        .number("hierarchy_information", 3)
                        .named("code_rate-HP_stream", 3, Meanings::terrestrialCode)
                        .named("code_rate-LP_stream", 3, Meanings::terrestrialCode)
                        .named("guard_interval", 2, value -> "1/" + (32 >> value))
                        .named("transmission_mode", 2, Meanings::transmissionMode)
                        .flag("other_frequency_flag")
                        .reserved(32));
        put(
                0x62,
                Layout.of()
                        .reserved(6)
                        .number("coding_type", 2)
                        .entries("frequency", Layout.of().hex("centre_frequency", 32)));
    }

    private static void extensions() {
        EXTENSIONS.put(
                0x04, Layout.of().number("plp_id", 8).hex("T2_system_id", 16).rest("fields"));
        EXTENSIONS.put(
                0x06,
                Layout.of()
                        .number("mix_type", 1)
                        .number("editorial_classification", 5)
                        .reserved(1)
                        .flag("language_code_present")
                        .rest("language_and_private_data"));
        EXTENSIONS.put(0x15, Layout.of().hex("flags", 8).rest("fields"));
    }
}
