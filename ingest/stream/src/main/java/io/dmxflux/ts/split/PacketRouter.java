// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.DepartureSchedule;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Copies each packet of a buffer to the outputs that want its PID.
 * <pre>
 *   packet --PID--&gt; RouteTable --&gt; OutputPid --copy--&gt; BatchWriter --&gt; BatchQueue      of one output
 *                             +--&gt; OutputPid --copy--&gt; ...                             of another
 *                             +--&gt; TableFollower, whose listener may bring another table of routes
 * </pre>
 * A new table takes effect with the next packet.
 *
 * <p><b>Ownership:</b> buffers are read, neither retained nor released.
 * <p><b>Threading:</b> one thread; all copies are made when a method returns.
 */
final class PacketRouter {

    private final DepartureSchedule schedule;
    private RouteTable routes = RouteTable.EMPTY;
    private boolean interrupted;

    /**
     * A router without routes.
     *
     * @param schedule when each packet is due
     */
    PacketRouter(DepartureSchedule schedule) {
        this.schedule = schedule;
    }

    /** Sets the table for the next packets. */
    void setRoutes(RouteTable next) {
        routes = next;
    }

    /** Makes {@link #route} return after the current packet. */
    void interrupt() {
        interrupted = true;
    }

    /**
     * Routes a buffer's packets, all of them unless it is interrupted.
     *
     * @param buffer whole packets; bytes behind the last one are ignored
     * @param routed bytes that are routed already, a multiple of 188
     * @return bytes that are routed now
     */
    int route(ByteBuf buffer, int routed) {
        interrupted = false;
        int first = buffer.readerIndex();
        int end = wholePackets(buffer) * TsPacket.LENGTH;
        int at = routed;
        while (at < end && !interrupted) {
            int packet = first + at;
            at += TsPacket.LENGTH;
            int header = TsPacket.header(buffer, packet);
            RouteTable.Route route = routes.of(TsPacket.pid(header));
            if (route != null) {
                route.packet(buffer, packet, header, schedule.dueNanos(at));
            }
        }
        return at;
    }

    /** Copies a buffer to the outputs of the whole multiplex. */
    void routeWhole(ByteBuf buffer) {
        List<BatchWriter> wholes = routes.wholes();
        for (int i = 0; i < wholes.size(); i++) {
            wholes.get(i).addAll(buffer, buffer.readerIndex(), wholePackets(buffer), schedule);
        }
    }

    /** Returns how many whole packets there are in a buffer. */
    static int wholePackets(ByteBuf buffer) {
        return buffer.readableBytes() / TsPacket.LENGTH;
    }
}
