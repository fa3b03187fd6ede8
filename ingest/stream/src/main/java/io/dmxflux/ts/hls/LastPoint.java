// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What has come of a service since the last point at which a decoder can begin: what a viewer, or a recording, begins with.
 *
 * <p><b>Holds:</b> at most {@value #MOST_BYTES} bytes; of a service whose points are further apart there is nothing then, until
 * the next.
 * <p><b>Ownership:</b> owns its batches, until {@link #clear}.
 * <p><b>Threading:</b> one thread at a time.
 */
public final class LastPoint {

    /** What is kept at most, in bytes. */
    public static final int MOST_BYTES = 8 << 20;

    private static final int NOWHERE = -1;

    private final AccessPoints points = new AccessPoints();
    private final Deque<ByteBuf> batches = new ArrayDeque<>();
    private long bytes;

    /** Numbers of the first batch that is here, and of the next that comes. */
    private long first;

    private long next;

    // -- where the last point is, and the last picture
    private long pointBatch = NOWHERE;
    private int pointIndex;
    private byte[] pointTables = {};
    private long pictureBatch = NOWHERE;
    private int pictureIndex;
    private byte[] pictureTables = {};

    /** Nothing has come yet. */
    public LastPoint() {
        // nothing to set
    }

    /**
     * Adds a batch.
     *
     * @param batch whole packets of one service; retained
     */
    public void add(ByteBuf batch) {
        batches.add(batch.retain());
        bytes += batch.readableBytes();
        for (int at = batch.readerIndex(); at + TsPacket.LENGTH <= batch.writerIndex(); at += TsPacket.LENGTH) {
            look(batch, at);
        }
        next++;
        dropBefore(oldestWanted());
        if (bytes > MOST_BYTES) {
            forget();
        }
    }

    private void look(ByteBuf batch, int at) {
        AccessPoints.Found found = points.packet(batch, at);
        if (found == AccessPoints.Found.PICTURE || found == AccessPoints.Found.POINT) {
            pictureBatch = next;
            pictureIndex = at;
            pictureTables = points.tables();
        }
        if (found == AccessPoints.Found.POINT || found == AccessPoints.Found.POINT_BEFORE && pictureBatch != NOWHERE) {
            pointBatch = pictureBatch;
            pointIndex = pictureIndex;
            pointTables = pictureTables;
        }
    }

    private long oldestWanted() {
        if (pointBatch != NOWHERE) {
            return pointBatch;
        }
        return pictureBatch != NOWHERE ? pictureBatch : next;
    }

    private void dropBefore(long number) {
        while (first < number && !batches.isEmpty()) {
            ByteBuf oldest = batches.remove();
            bytes -= oldest.readableBytes();
            oldest.release();
            first++;
        }
    }

    private void forget() {
        pointBatch = NOWHERE;
        pictureBatch = NOWHERE;
        dropBefore(next);
    }

    /**
     * Tells whether a decoder could begin with what is here.
     *
     * @return false before the first point, and while the last one is too far back
     */
    public boolean hasPoint() {
        return pointBatch != NOWHERE;
    }

    /**
     * Returns what a reader begins with.
     *
     * @return the tables, and what has come since the last point; each for the caller to release
     */
    public List<ByteBuf> lead() {
        List<ByteBuf> lead = new ArrayList<>();
        byte[] tables = pointBatch == NOWHERE ? points.tables() : pointTables;
        if (tables.length > 0) {
            lead.add(PacketBuffers.allocate(tables.length).writeBytes(tables));
        }
        if (pointBatch != NOWHERE) {
            boolean isFirst = true;
            for (ByteBuf batch : batches) {
                ByteBuf copy = batch.retainedDuplicate();
                lead.add(isFirst ? copy.readerIndex(pointIndex) : copy);
                isFirst = false;
            }
        }
        return lead;
    }

    /** Forgets all but the tables. */
    public void clear() {
        points.interrupt();
        forget();
    }
}
