// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.dmxflux.dmx.InstalledProgram;
import io.dmxflux.dmx.LeakCheck;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams as encoders make them, made here by ffmpeg; tests are skipped where that or an encoder is not there. */
@ExtendWith(LeakCheck.class)
class EncodedStreamsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', textBlock = """
                    720x576 25   | -c:v mpeg2video -flags +ildct+ilme -top 1       | MPEG-2 video 720x576 25i
                    704x480 30000/1001 | -c:v mpeg2video                           | MPEG-2 video 704x480 29.97p
                    352x288 25   | -c:v mpeg1video -f mpegts                       | MPEG-1 video 352x288 25p
                    1920x1080 25 | -c:v libx264 -preset ultrafast -profile:v main -x264-params tff=1 | H.264 Main 1920x1080 50i
                    1280x720 50  | -c:v libx264 -preset veryfast | H.264 High 1280x720 50p
                    640x360 60000/1001 | -c:v libx264 -preset ultrafast -profile:v baseline | H.264 Constrained Baseline 640x360 59.94p
                    320x180 24000/1001 | -c:v libx264 -preset ultrafast -pix_fmt yuv420p10le | H.264 High 10 320x180 23.98p
                    320x180 25   | -c:v libx264 -preset ultrafast -pix_fmt yuv422p | H.264 High 4:2:2 320x180 25p
                    640x360 50   | -c:v libx265 -preset ultrafast -pix_fmt yuv420p10le | HEVC Main 10 640x360 50p
                    400x226 25   | -c:v libx265 -preset medium -x265-params scaling-list=default | HEVC Main 400x226 25p
                    640x360 25   | -c:v libx265 -preset ultrafast -pix_fmt yuv422p10le | HEVC Main 4:2:2 10 640x360 25p
                    640x360 50   | -c:v libx265 -preset ultrafast -pix_fmt yuv420p10le -x265-params transfer=arib-std-b67:colorprim=bt2020:colormatrix=bt2020nc | HEVC Main 10 640x360 50p HLG
                    """)
    void pictures(String source, String encoder, String name) throws Exception {
        String[] sizeAndRate = source.split(" ");
        assertThat(names("-f lavfi -i testsrc2=size=" + sizeAndRate[0] + ":rate=" + sizeAndRate[1] + " -frames:v 12 "
                        + encoder))
                .containsExactly(name);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    -ac 2 -c:a mp2 -b:a 192k                 | MP2 192 kbit/s
                    -ac 1 -ar 24000 -c:a mp2 -b:a 64k        | MP2 64 kbit/s mono
                    -ac 2 -c:a libmp3lame -b:a 128k          | MP3 128 kbit/s
                    -ac 2 -c:a aac                           | AAC-LC
                    -ac 6 -c:a aac                           | AAC-LC 5.1
                    -ac 2 -ar 44100 -c:a aac -mpegts_flags latm | AAC-LC
                    -ac 1 -ar 22050 -c:a aac                 | AAC-LC or HE-AAC mono
                    -ac 6 -c:a ac3 -b:a 448k                 | AC-3 5.1
                    -ac 2 -ar 44100 -c:a ac3 -b:a 192k       | AC-3 2.0
                    -ac 6 -c:a eac3                          | E-AC-3 5.1
                    -ac 1 -c:a eac3 -b:a 96k                 | E-AC-3 mono
                    """)
    void sound(String encoder, String name) throws Exception {
        assertThat(names("-f lavfi -i sine=sample_rate=48000 -t 1 " + encoder)).containsExactly(name);
    }

    private List<String> names(String arguments) throws Exception {
        Path file = directory.resolve("encoded.ts");
        encode(arguments, file);
        StreamAnalysis analysis = new StreamAnalysis();
        analysis.add(Unpooled.wrappedBuffer(Files.readAllBytes(file)));
        return analysis.report(0).services().stream()
                .flatMap(service -> service.streams().stream())
                .map(ElementaryStreamReport::name)
                .toList();
    }

    private void encode(String arguments, Path file) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("timeout", "60", "ffmpeg", "-v", "error", "-y", "-nostdin"));
        command.addAll(List.of(arguments.trim().split("\\s+")));
        command.addAll(List.of("-f", "mpegts", file.toString()));
        InstalledProgram.assume("ffmpeg", "ffmpeg", "-version");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("told").toFile())
                .start();
        int exit = process.waitFor();
        assumeThat(exit).as(Files.readString(directory.resolve("told"))).isZero();
    }
}
