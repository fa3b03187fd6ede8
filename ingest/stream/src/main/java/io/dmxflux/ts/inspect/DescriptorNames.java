// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import java.util.HashMap;
import java.util.Map;

/**
 * The names of descriptors by their tags.
 *
 * <p><b>Source:</b> ISO/IEC 13818-1 table 2-45; EN 300 468 tables 12 and 109.
 */
final class DescriptorNames {

    private static final Map<Integer, String> MPEG = numbered(
            0x02,
            "video_stream audio_stream hierarchy registration data_stream_alignment target_background_grid video_window CA"
                    + " ISO_639_language system_clock multiplex_buffer_utilization copyright maximum_bitrate private_data_indicator"
                    + " smoothing_buffer STD IBP carousel_identifier association_tag deferred_association_tags - NPT_reference"
                    + " NPT_endpoint stream_mode stream_event MPEG-4_video MPEG-4_audio IOD SL FMC external_ES_ID MuxCode"
                    + " FmxBufferSize MultiplexBuffer content_labeling metadata_pointer metadata metadata_STD AVC_video IPMP"
                    + " AVC_timing_and_HRD MPEG-2_AAC_audio FlexMuxTiming MPEG-4_text MPEG-4_audio_extension auxiliary_video_stream"
                    + " SVC_extension MVC_extension J2K_video MVC_operation_point MPEG2_stereoscopic_video_format"
                    + " stereoscopic_program_info stereoscopic_video_info transport_profile HEVC_video");

    private static final Map<Integer, String> DVB = numbered(
            0x40,
            "network_name service_list stuffing satellite_delivery_system cable_delivery_system VBI_data VBI_teletext bouquet_name"
                    + " service country_availability linkage NVOD_reference time_shifted_service short_event extended_event"
                    + " time_shifted_event component mosaic stream_identifier CA_identifier content parental_rating teletext telephone"
                    + " local_time_offset subtitling terrestrial_delivery_system multilingual_network_name multilingual_bouquet_name"
                    + " multilingual_service_name multilingual_component private_data_specifier service_move short_smoothing_buffer"
                    + " frequency_list partial_transport_stream data_broadcast scrambling data_broadcast_id transport_stream DSNG PDC"
                    + " AC-3 ancillary_data cell_list cell_frequency_link announcement_support application_signalling"
                    + " adaptation_field_data service_identifier service_availability default_authority related_content TVA_id"
                    + " content_identifier time_slice_fec_identifier ECM_repetition_rate S2_satellite_delivery_system enhanced_AC-3 DTS"
                    + " AAC XAIT_location FTA_content_management extension");

    private static final Map<Integer, String> EXTENSIONS = numbered(
            0x00,
            "image_icon cpcm_delivery_signalling CP CP_identifier T2_delivery_system SH_delivery_system supplementary_audio"
                    + " network_change_notify message target_region target_region_name service_relocated XAIT_PID C2_delivery_system"
                    + " DTS-HD_audio_stream DTS_Neural video_depth_range T2MI - URI_linkage CI_ancillary_data AC-4"
                    + " C2_bundle_delivery_system S2X_satellite_delivery_system protection_message audio_preselection - - - - - -"
                    + " TTML_subtitling DTS-UHD");

    private static final int FIRST_OF_DVB = 0x40;
    private static final int FIRST_PRIVATE = 0x80;

    private DescriptorNames() {}

    private static Map<Integer, String> numbered(int first, String names) {
        Map<Integer, String> all = new HashMap<>();
        int tag = first;
        for (String name : names.split(" ")) {
            if (!name.equals("-")) {
                all.put(tag, name + "_descriptor");
            }
            tag++;
        }
        return all;
    }

    /** Returns the name of a descriptor; one that says only that it is private or reserved, where there is none. */
    static String of(int tag) {
        String name = (tag < FIRST_OF_DVB ? MPEG : DVB).get(tag);
        if (name != null) {
            return name;
        }
        return (tag >= FIRST_PRIVATE ? "private" : "reserved") + "_descriptor";
    }

    /** Returns the name of an extension descriptor by {@code descriptor_tag_extension}. */
    static String ofExtension(int extension) {
        return EXTENSIONS.getOrDefault(extension, "extension_descriptor");
    }
}
