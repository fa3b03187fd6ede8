// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.book.BookAccount;
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
    private final Published published = new Published();

    /** The counts up to the last buffer, of one moment. Threading: any. */
    private static final class Published {

        private final BookAccount routed = new BookAccount();
        private final BookAccount unwanted = new BookAccount();
        private final BookAccount replaced = new BookAccount();

        synchronized void add(int routedPackets, int unwantedPackets, int replacedPackets) {
            routed.add((long) routedPackets * TsPacket.LENGTH);
            unwanted.add((long) unwantedPackets * TsPacket.LENGTH);
            replaced.add((long) replacedPackets * TsPacket.LENGTH);
        }

        synchronized RoutingStats stats() {
            return new RoutingStats(packets(routed), packets(unwanted), packets(replaced));
        }

        private static long packets(BookAccount account) {
            return account.bytes() / TsPacket.LENGTH;
        }
    }

    /**
     * A router without routes.
     *
     * @param schedule when each packet is due
     */
    PacketRouter(DepartureSchedule schedule) {
        this.schedule = schedule;
    }

    /** Returns what became of the packets up to the last buffer; from any thread. */
    RoutingStats stats() {
        return published.stats();
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

    /** Copies a buffer that is routed to the outputs of the whole multiplex, and publishes the counts. */
    void routeWhole(ByteBuf buffer) {
        List<BatchWriter> wholes = routes.wholes();
        if (wholes.isEmpty()) {
            publish();
        } else {
            published.add(wholePackets(buffer), 0, 0);
            forget();
        }
        for (int i = 0; i < wholes.size(); i++) {
            wholes.get(i).addAll(buffer, buffer.readerIndex(), wholePackets(buffer), schedule);
        }
    }

    /** Publishes what has become of the packets of a buffer so far, of which the rest is not routed; returns their bytes. */
    long publish() {
        long bytes = (long) (wanted + unwanted + replaced) * TsPacket.LENGTH;
        published.add(wanted, unwanted, replaced);
        forget();
        return bytes;
    }

    private void forget() {
        wanted = 0;
        unwanted = 0;
        replaced = 0;
    }

    /** Returns what became of the packets, with nothing queued or closed; from any thread. */
    SplitterBook book(BookAccount foreign, BookAccount closed, long queuedBytes) {
        return new SplitterBook(
                published.routed.entry(),
                published.unwanted.entry(),
                published.replaced.entry(),
                foreign.entry(),
                closed.entry(),
                queuedBytes);
    }

    /** Returns how many whole packets there are in a buffer. */
    static int wholePackets(ByteBuf buffer) {
        return buffer.readableBytes() / TsPacket.LENGTH;
    }
}
