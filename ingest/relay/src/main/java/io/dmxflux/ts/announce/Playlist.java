// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.FileProblem;
import io.dmxflux.ts.sink.UdpSinkConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * An M3U playlist of services, for VLC and other players.
 * <pre>
 *   #EXTM3U
 *   #EXTINF:-1,France 5
 *   udp://@239.255.2.1:5004
 *   #EXTINF:-1,Radio 3
 *   rtp://@[ff15::3]:5004
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class Playlist {

    private final Path file;

    /**
     * Names the file; nothing is written yet.
     *
     * @param file where the playlist is to be, in a directory that exists
     */
    public Playlist(Path file) {
        this.file = file;
    }

    /**
     * Writes the playlist beside the file and then moves it there, so that no reader sees half of one.
     *
     * @param services what is to be in it, in this order
     * @throws UncheckedIOException in one line, if it cannot be written
     */
    public void write(List<EveryService.Announced> services) {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(next, text(services));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            discard(next);
            String problem =
                    file + ": cannot be written (expected: a directory that exists, with space and permission): "
                            + FileProblem.of(e);
            throw new UncheckedIOException(problem, e);
        }
    }

    private static void discard(Path half) {
        try {
            Files.deleteIfExists(half);
        } catch (IOException e) {
            // it could not be made either, or goes with the disk
        }
    }

    static String text(List<EveryService.Announced> services) {
        M3u playlist = new M3u();
        services.forEach(service -> playlist.entry(
                Map.of(), ServiceTitle.of(service), address(service.to().config())));
        return playlist.toString();
    }

    /** An address as VLC wants it: what stands before the @ is the sender to join with, and nothing stands for anyone. */
    private static String address(UdpSinkConfig config) {
        String scheme = config.rtp() == null ? "udp://" : "rtp://";
        String source = SourceSpecific.source(config).map(Playlist::bracketed).orElse("");
        return scheme + source + "@" + bracketed(config.destination().getAddress()) + ":"
                + config.destination().getPort();
    }

    private static String bracketed(InetAddress address) {
        String host = SessionDescription.host(address);
        return address instanceof Inet6Address ? "[" + host + "]" : host;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
