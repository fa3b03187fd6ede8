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
    private final PidCounts counts = new PidCounts();
    private RouteTable routes = RouteTable.EMPTY;
    private boolean interrupted;

    /** Of the buffer that is being routed. */
    private int wanted;

    private int unwanted;

    private int replaced;
    private final SplitterAccounts accounts = new SplitterAccounts();

    /**
     * A router without routes.
     *
     * @param schedule when each packet is due
     */
    PacketRouter(DepartureSchedule schedule) {
        this.schedule = schedule;
    }

    /** Returns the accounts of what is routed, on which the owner counts what waits; for reading from any thread. */
    SplitterAccounts accounts() {
        return accounts;
    }

    /** Returns how many packets of each PID have come. */
    PidCounts counts() {
        return counts;
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
     * @param buffer whole packets; bytes behind the last one are left to the caller
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
            int pid = TsPacket.pid(header);
            counts.count(pid, header);
            RouteTable.Route route = routes.of(pid);
            if (route == null) {
                unwanted++;
            } else if (route.packet(buffer, packet, header, schedule.dueNanos(at))) {
                wanted++;
            } else {
                replaced++;
            }
        }
        return at;
    }

    /** Counts a buffer that is routed, which waits no longer, and copies it to the outputs of the whole multiplex. */
    void routeWhole(ByteBuf buffer) {
        List<BatchWriter> wholes = routes.wholes();
        if (wholes.isEmpty()) {
            accounts.routed(wanted, unwanted, replaced, buffer.readableBytes());
        } else {
            accounts.routed(wholePackets(buffer), 0, 0, buffer.readableBytes());
        }
        forget();
        for (int i = 0; i < wholes.size(); i++) {
            wholes.get(i).addAll(buffer, buffer.readerIndex(), wholePackets(buffer), schedule);
        }
    }

    /** Counts all that waits as closed, but for the packets of a buffer that are routed while its others are not. */
    void close() {
        accounts.closed(wanted, unwanted, replaced);
        forget();
    }

    /** Counts a buffer as closed, but for the packets of it that are routed. */
    void close(ByteBuf buffer) {
        accounts.closed(wanted, unwanted, replaced, buffer.readableBytes());
        forget();
    }

    private void forget() {
        wanted = 0;
        unwanted = 0;
        replaced = 0;
    }

    /** Returns how many whole packets there are in a buffer. */
    static int wholePackets(ByteBuf buffer) {
        return buffer.readableBytes() / TsPacket.LENGTH;
    }
}
