// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmxflux.dmx.InstalledProgram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.StreamSupport;

/** What ffprobe makes of a stream: its programs, with their names, and their streams. */
public final class Ffprobe {

    private static final String SHOWN =
            "program=program_id,program_num,pcr_pid:program_tags=service_name,service_provider"
                    + ":stream=id,codec_name,codec_type,width,height,sample_rate,channels:stream_tags=language";

    private final JsonNode programs;

    private Ffprobe(JsonNode programs) {
        this.programs = programs;
    }

    /** Looks at an input, which comes last; skips the test where ffprobe is not installed. */
    public static Ffprobe of(String... optionsAndInput) throws IOException {
        InstalledProgram.assume("ffmpeg", "ffprobe", "-version");
        List<String> command = new ArrayList<>(
                List.of("timeout", "30", "ffprobe", "-v", "error", "-of", "json", "-show_programs", "-show_entries"));
        command.add(SHOWN);
        Collections.addAll(command, optionsAndInput);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Ffprobe(new ObjectMapper().readTree(process.getInputStream()).path("programs"));
    }

    /** The one program of that number. */
    public JsonNode program(int serviceId) {
        List<JsonNode> found = StreamSupport.stream(programs.spliterator(), false)
                .filter(program -> program.path("program_id").asInt() == serviceId)
                .toList();
        assertThat(found).as("program " + serviceId + " in " + programs).hasSize(1);
        return found.get(0);
    }
}
