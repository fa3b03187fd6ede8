// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.netty.buffer.ByteBuf;

/**
 * Sends runs of datagrams of one size, and keeps the account.
 *
 * <p><b>Shape:</b> a run is payload after payload without anything between, each as long as the sink's datagrams but the
 * last, which may be shorter. Headers, where there are any, are in a buffer of their own.
 * <p><b>Ownership:</b> takes over each run; the memory is free when its {@link Batch} is done.
 * <p><b>Threading:</b> the channel's event loop.
 */
sealed interface RunSender permits DatagramSender, TimedSender {

    /** Most datagrams that a run may have. */
    int maxDatagramsPerRun();

    /** Notes that a buffer has come, whose runs are sent next. */
    void arrived(int bytes);

    /** Sends payloads as they are. */
    void send(ByteBuf run, Batch batch);

    /** Sends each payload behind its header. */
    void send(ByteBuf headers, ByteBuf run, Batch batch);

    /** Gives the kernel what it has not been given yet. */
    void flush();

    /** Ends a stream: what has not left, and can be called back, is on the account as failed, its batches done. */
    void end();
}
