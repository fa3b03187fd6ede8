// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import io.dmxflux.packet.PesHeader;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the first header of one elementary stream says, in the transport packets of its PID.
 *
 * <p><b>Shape:</b> packets in order, each once; the search begins where a PES packet does, and begins again there behind a gap.
 * Scrambled ones are passed over.
 * <p><b>Holds:</b> at most 24 kB of the stream, copied.
 * <p><b>Threading:</b> one thread at a time.
 * <p><b>Errors:</b> none by content.
 */
public final class FirstHeader {

    /** Two of the longest frames of audio, with room for what does not belong to them. */
    private static final int MOST_BYTES = 24 * 1024;

    private static final int FIRST_BYTES = 2 * 1024;

    private final HeaderSearch search;
    private final ByteBuf data = Unpooled.buffer(FIRST_BYTES, MOST_BYTES + TsPacket.LENGTH);

    private boolean isReading;

    /** Bytes of a PES header that are in the next packets. */
    private int headerBytes;

    private FirstHeader(HeaderSearch search) {
        this.search = search;
    }

    /**
     * Looks for MPEG-1 or MPEG-2 video.
     *
     * @return a search that has seen nothing yet
     */
    public static FirstHeader ofMpegVideo() {
        return new FirstHeader(new VideoSearch(new MpegVideoSequence()));
    }

    /**
     * Looks for H.264.
     *
     * @return a search that has seen nothing yet
     */
    public static FirstHeader ofH264() {
        return new FirstHeader(new VideoSearch(new H264SequenceParameterSet()));
    }

    /**
     * Looks for HEVC.
     *
     * @return a search that has seen nothing yet
     */
    public static FirstHeader ofHevc() {
        return new FirstHeader(new VideoSearch(new HevcSequenceParameterSet()));
    }

    /**
     * Looks for MPEG audio of any layer, or AAC in ADTS or LOAS.
     *
     * @return a search that has seen nothing yet
     */
    public static FirstHeader ofMpegAudio() {
        return new FirstHeader(new AudioSearch(new MpegAudioFrame(), new LatmFrame()));
    }

    /**
     * Looks for AC-3 or E-AC-3.
     *
     * @return a search that has seen nothing yet
     */
    public static FirstHeader ofAc3() {
        return new FirstHeader(new AudioSearch(new Ac3Frame()));
    }

    /**
     * Looks at the next packet.
     *
     * @param buffer where the packet lies
     * @param packet index of its sync byte
     * @return the format once a header was found, after which there is nothing more to look at; {@code null} before
     */
    public @Nullable StreamFormat packet(ByteBuf buffer, int packet) {
        int header = TsPacket.header(buffer, packet);
        if (TsPacket.scramblingControl(header) != 0) {
            interrupt();
            return null;
        }
        int end = packet + TsPacket.LENGTH;
        int payload = packet + TsPacket.payloadOffset(buffer, packet);
        if (TsPacket.payloadUnitStart(header)) {
            begin(PesHeader.dataIndex(buffer, packet), payload);
        }
        if (!isReading || payload >= end) {
            return null;
        }
        int skipped = Math.min(headerBytes, end - payload);
        headerBytes -= skipped;
        return take(buffer, payload + skipped, end);
    }

    private void begin(int dataIndex, int payload) {
        if (dataIndex == PesHeader.ABSENT) {
            interrupt();
        } else {
            isReading = true;
            headerBytes = dataIndex - payload;
        }
    }

    private @Nullable StreamFormat take(ByteBuf buffer, int from, int to) {
        if (data.readableBytes() > MOST_BYTES - TsPacket.LENGTH) { // a header that never ends is none
            data.skipBytes(1);
        }
        data.discardReadBytes();
        data.writeBytes(buffer, from, to - from);
        return search.find(data);
    }

    /** Begins again with the next PES packet, since packets are missing. */
    public void interrupt() {
        isReading = false;
        data.clear();
    }
}
