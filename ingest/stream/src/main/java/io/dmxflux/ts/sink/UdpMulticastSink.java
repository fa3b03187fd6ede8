// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.check.Check;
import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.net.LinuxSocketOptions;
import io.dmxflux.ts.net.LoopScheduler;
import io.dmxflux.ts.net.NetworkFollower;
import io.dmxflux.ts.net.NetworkWatch;
import io.dmxflux.ts.net.SendingPlace;
import io.dmxflux.ts.net.SendingSocket;
import io.dmxflux.ts.net.SocketErrors;
import io.dmxflux.ts.op.DatagramBursts;
import io.dmxflux.ts.op.DepartureStats;
import io.dmxflux.ts.op.Pace;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDatagramChannelConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sends a transport stream to a multicast group, or to one host, as UDP or RTP datagrams of seven packets.
 * <pre>
 *   try (UdpMulticastSink sink = UdpMulticastSink.open(UdpSinkConfig.to("239.1.1.1", 5000).build())) {
 *       sink.send(packets).block();
 *   }
 * </pre>
 *
 * <p><b>Shape:</b> buffers of whole packets, any number; preferably multiples of 1316 bytes, see {@link #send}. Up to 49
 * datagrams are one send where the kernel segments (see {@link #segmentation()}), and all sends of a buffer are one system
 * call otherwise.
 * <p><b>Ownership:</b> each buffer is released when the kernel has taken or refused its last datagram. What is copied:
 * <pre>
 *   direct, in one piece (lent, PacketBuffers)        nothing; also of its slices and read-only views
 *   composite of direct buffers, as Loss.mark makes   nothing: gathered, through Netty's queue
 *   heap, or a composite with a part on the heap      all, by Netty, to direct memory
 *   a last part shorter than a datagram               that part, see {@link #send}
 * </pre>
 * All of them keep segmentation.
 * <p><b>Threading:</b> every method from any thread; {@link #open} waits for the event loop, and so must not be called on
 * it; interrupted meanwhile, it fails, leaves no socket and keeps the interrupt flag.
 * <p><b>Demand:</b> {@code buffersInFlight} buffers, 2 unless configured; four more where it is paced.
 * <p><b>Network:</b> the socket follows it. An interface, a source address or a route that is not there yet, or not any more,
 * is waited for, and {@link #waitsFor} tells which; what is sent meanwhile is counted as refused.
 * <p><b>Errors:</b> sends that the network refuses ({@code ENETUNREACH}, {@code ENETDOWN}, {@code ENOBUFS}, {@code EPERM}
 * ...) are counted by errno in {@link #stats()}, and never end the stream.
 * <p><b>Source:</b> ip(7), ipv6(7), udp(7); SMPTE 2022-2 and RFC 2250 for the shape of datagrams.
 */
public final class UdpMulticastSink implements Sink {

    /**
     * Buffers that the kernel sends at their times while others arrive: two or three, while half of the window is asked for again. With
     * a window of 4 instead of 6 the next two counted as asked for too late, and left in a quarter of their time: the jitter by PCR of a
     * file was 11 ms instead of 1.5.
     */
    private static final int BUFFERS_ON_THEIR_WAY = 4;

    private final UdpSinkConfig config;
    private final EpollDatagramChannel channel;
    private final SendCounters counters = new SendCounters();
    private final SendingSocket socket;
    private final SocketSender sender;
    private final KernelOffload pacing;

    /** Paces where the kernel does not; null if nothing is to be paced. */
    private final @Nullable Pace pace;

    /** Bytes that have come to it. */
    private final AtomicLong paced = new AtomicLong();

    private final int grantedSendBufferBytes;
    private final @Nullable RtpPacketizer rtp;
    private final AtomicReference<@Nullable UdpStream> active = new AtomicReference<>();

    /** Guarded, as the begin of a stream is, by {@link #active}. */
    private boolean closed;

    private UdpMulticastSink(UdpSinkConfig config, SendingSocket socket) {
        this.config = config;
        this.socket = socket;
        this.channel = socket.channel();
        this.sender = new SocketSender(channel, config, counters, socket.place());
        this.grantedSendBufferBytes = channel.config().getSendBufferSize() / 2;
        this.pacing = config.isPaced() ? TimedSender.probe() : KernelOffload.not("not asked for");
        this.pace = config.isPaced() && !pacing.active()
                ? new Pace(
                        new DatagramBursts(config.shape().payloadBytes(), config.pacedBurst()),
                        LoopScheduler.shared(),
                        counters.lateness())
                : null;
        this.rtp = config.rtp() == null ? null : packetizer(config.rtp(), config);
        channel.closeFuture().addListener(ended -> closed());
        EpollLoops.onEnd(channel, this::closed);
    }

    /** Closed by its owner, who has ended the stream already, or by an event loop that has ended. */
    private void closed() {
        UdpStream sending = active.get();
        if (sending != null) {
            sending.loopEnded();
        }
    }

    /** Short datagrams mean that upstream has packetised and paced already. */
    private static RtpPacketizer packetizer(RtpSession session, UdpSinkConfig config) {
        int first = ThreadLocalRandom.current().nextInt();
        RtpClock clock = config.fullDatagrams() ? RtpClock.constantRate(first) : RtpClock.paced(first);
        RtpSequence sequence = RtpSequence.of(config.destination(), session.ssrc());
        boolean sourceIsGiven =
                session.ssrc() != RtpSession.of(config.destination()).ssrc();
        return new RtpPacketizer(session, clock, sequence, sourceIsGiven, System::nanoTime);
    }

    /**
     * Opens a sink on the event loop that all sockets share.
     *
     * @param config where to, and how
     * @return an open sink, to be closed
     * @throws IOException in one line, if the socket cannot be made as configured
     * @throws IllegalStateException where there is no native epoll transport
     */
    public static UdpMulticastSink open(UdpSinkConfig config) throws IOException {
        return open(config, NetworkFollower.Listener.NONE);
    }

    /**
     * Opens a sink on the event loop that all sockets share.
     *
     * @param config where to, and how
     * @param listener told when it has to wait for the network; must not block
     * @return an open sink, to be closed
     * @throws IOException in one line, if the socket cannot be made as configured
     * @throws IllegalStateException where there is no native epoll transport
     */
    public static UdpMulticastSink open(UdpSinkConfig config, NetworkFollower.Listener listener) throws IOException {
        return open(config, EpollLoops.shared(), NetworkWatch.shared(), listener);
    }

    /**
     * Opens a sink on event loops of the caller's.
     *
     * @param config where to, and how
     * @param loops epoll event loops, as {@link EpollLoops#create} makes them; not shut down by the sink
     * @return an open sink, to be closed
     * @throws IOException in one line, if the socket cannot be made as configured
     */
    public static UdpMulticastSink open(UdpSinkConfig config, EventLoopGroup loops) throws IOException {
        return open(config, loops, NetworkWatch.shared(), NetworkFollower.Listener.NONE);
    }

    static UdpMulticastSink open(
            UdpSinkConfig config, EventLoopGroup loops, NetworkWatch network, NetworkFollower.Listener listener)
            throws IOException {
        Check.given(loops, "loops");
        Check.given(listener, "listener");
        InetAddress destination = Check.given(config, "config").destination().getAddress();
        try {
            return new UdpMulticastSink(
                    config,
                    SendingSocket.open(
                            config.route(),
                            loops.next(),
                            network,
                            listener,
                            options -> configure(options, config),
                            new ErrorReports(config.isMulticast() ? destination : null)));
        } catch (Exception e) {
            throw SocketErrors.describe(config + describeSource(config), e);
        }
    }

    /**
     * Tells what a sink would wait for if it were opened now.
     *
     * @param config where to, and how
     * @return a phrase for a person, such as {@code interface eth7 is not there}; empty if nothing is missing
     */
    public static Optional<String> missing(UdpSinkConfig config) {
        return Optional.ofNullable(
                SendingPlace.find(Check.given(config, "config").route()).problem());
    }

    private static void configure(EpollDatagramChannelConfig socket, UdpSinkConfig config) {
        socket.setOption(ChannelOption.SO_SNDBUF, config.sendBufferBytes());
        if (config.isMulticast()) {
            // only here: a single host's ICMP errors would each fail the next send, which may be 49 datagrams for
            // others
            LinuxSocketOptions.setErrorReports(socket, config.destination().getAddress());
        }
    }

    private static String describeSource(UdpSinkConfig config) {
        InetAddress source = config.sourceAddress();
        return source == null ? ": opening" : ": opening with source " + source.getHostAddress();
    }

    /**
     * Sends a stream, once the result is subscribed to; one stream at a time.
     *
     * <p>Packets at the end of a buffer that do not fill a datagram are copied, and sent with the first ones of the next
     * buffer, or when none comes for a while ({@link UdpSinkConfig#longestFill}), or at the end of the stream: every datagram
     * before a pause is full. Buffers that are multiples of a datagram avoid that, and so does a configuration that allows
     * short ones.
     *
     * @param buffers whole packets, as {@code AlignPackets} makes them; each is handed over
     * @return completes when upstream has and the kernel has taken or refused everything; fails with upstream's error,
     *     with {@link IllegalArgumentException} on a buffer that is not whole packets, with {@link
     *     IllegalStateException} if another stream is being sent, with {@link IOException} if the sink is closed
     *     meanwhile. Cancelling it cancels upstream and releases everything that is not yet handed to the socket
     */
    @Override
    public Mono<Void> send(Publisher<? extends ByteBuf> buffers) {
        return SinkMono.of(spread(buffers), this::subscriber);
    }

    /** Paces upstream if the kernel does not. */
    private Publisher<? extends ByteBuf> spread(Publisher<? extends ByteBuf> buffers) {
        return pace == null
                ? buffers
                : Flux.<ByteBuf>from(buffers)
                        .doOnNext(buffer -> paced.addAndGet(buffer.readableBytes()))
                        .transform(pace);
    }

    private SinkSubscriber subscriber(CoreSubscriber<? super Void> actual) throws IOException {
        UdpStream subscriber;
        synchronized (active) { // or the descriptor that a paced stream registers could be another one's by then
            if (closed || pacing.active() && !channel.isOpen()) {
                throw new IOException(config + ": cannot send, the sink is closed (expected: an open one)");
            }
            if (active.get() != null) {
                throw new IllegalStateException(
                        config + ": is sending another stream (expected: one stream per sink at a time)");
            }
            subscriber = new UdpStream(
                    actual,
                    sender,
                    channel,
                    config,
                    window(config.batching().buffersInFlight(), pacing.active()),
                    rtp,
                    pacing.active(),
                    over -> active.compareAndSet(over, null));
            active.set(subscriber);
        }
        if (rtp != null) {
            beforeAnyBuffer(rtp::discontinuity);
        }
        return subscriber;
    }

    /** Returns how many buffers are requested in advance. */
    static int window(int buffersInFlight, boolean isPaced) {
        return buffersInFlight + (isPaced ? BUFFERS_ON_THEIR_WAY : 0);
    }

    private void beforeAnyBuffer(Runnable change) {
        if (channel.eventLoop().inEventLoop()) {
            change.run();
        } else {
            channel.eventLoop().execute(change);
        }
    }

    /**
     * Returns the counts of sent and refused datagrams, over all streams.
     *
     * @return stats so far
     */
    @Override
    public SendStats stats() {
        return counters.stats();
    }

    @Override
    public SinkBook book() {
        SinkBook book = counters.book();
        return pace == null ? book : book.behind(pace.book(), paced.get());
    }

    @Override
    public Optional<DepartureStats> departures() {
        return Optional.of(counters.departures());
    }

    @Override
    public long justRefusedBytes() {
        return counters.justRefusedBytes(NOTICE);
    }

    @Override
    public Optional<String> waitsFor() {
        return socket.waitsFor();
    }

    /**
     * Returns whether many datagrams are one send (UDP segmentation offload).
     *
     * <p>A kernel with the option can still refuse it for one route. The first such refusal switches it off until the route
     * is another: from then on each datagram is a message of its own, many to the system call.
     *
     * @return yes, or why not; the answer can change with the first send
     */
    public KernelOffload segmentation() {
        return sender.segmentation();
    }

    /**
     * Returns whether the kernel sends each burst of a paced sink at its time. If it does not, {@link Pace} wakes up for
     * each, which costs more CPU and is late in pauses of the JVM.
     *
     * @return yes, or why not
     */
    public KernelOffload pacing() {
        return pacing;
    }

    /**
     * Returns the configuration that the sink was opened with.
     *
     * @return the configuration
     */
    public UdpSinkConfig config() {
        return config;
    }

    /**
     * Returns the send buffer that the kernel granted; {@code net.core.wmem_max} limits it.
     *
     * @return bytes, without the part that the kernel uses for its own records
     */
    public int grantedSendBufferBytes() {
        return grantedSendBufferBytes;
    }

    /**
     * Closes the socket. A stream that is being sent fails with an {@link IOException}, its buffers released, and so does one
     * that is sent afterwards. Closing twice does nothing.
     */
    @Override
    public void close() {
        UdpStream sending;
        synchronized (active) {
            closed = true;
            sending = active.get();
        }
        if (sending != null) { // first: an upstream that never pauses would keep the loop from closing the socket
            sending.close(new IOException(config + ": closed while sending"));
        }
        ChannelFuture isClosed = socket.close();
        if (!channel.eventLoop().inEventLoop()) {
            isClosed.awaitUninterruptibly();
        }
    }

    @Override
    public String toString() {
        return config.toString();
    }
}
