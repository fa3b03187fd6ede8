// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import java.nio.ByteBuffer;

/**
 * A demux: the driver's verbs, one method each. Implementations use the kernel's mapped buffers, the kernel's read(), or a
 * simulated driver.
 *
 * <p>A pool drives it in this order: {@link #requestBuffers}, {@link #queryBuffer} and {@link #map} of each,
 * {@link #queue} of each, {@link #setPesFilter}, {@link #start}; then {@link #dequeue} and {@link #queue} again, until
 * {@link #stop}, {@link #unmap} of each and {@link #close}. What comes before a dequeue depends on who waits:
 * <pre>
 *   event loop (DmxFlux)              polls descriptor(), dequeue; requirePresent() about twice a second
 *   own thread (BlockingReader)       await(), dequeue; requirePresent() about twice a second
 * </pre>
 *
 * <p><b>Threading:</b> {@link #queue} from any thread, also while another thread waits or dequeues; {@link #await},
 * {@link #dequeue} and {@link #requirePresent} on one thread at a time; {@link #start}, {@link #stop}, {@link #addPid} and
 * {@link #removePid} from any thread; the rest while nothing else is under way.
 * <p><b>Errors:</b> {@link io.dmxflux.dmx.sys.ErrnoException} with the call, the path, the errno and what to do. A
 * mistake that would harm a kernel is refused before the driver is asked, with the errno that the driver would give. After
 * {@link #close}, {@link IllegalStateException}, because the descriptor's number may belong to another file.
 * <p><b>Source:</b> linux/dvb/dmx.h and the kernel's media documentation, "Digital TV Demux Device".
 */
public interface DmxDevice extends AutoCloseable {

    /**
     * Returns its name.
     *
     * @return the device's path, or a name that starts with {@code sim:}
     */
    String path();

    /**
     * Returns how its buffers are filled.
     *
     * @return a phrase for a person: {@code memory-mapped}, {@code read()}, {@code simulated}
     */
    String mode();

    /**
     * Sets which packets are passed on, and stops a filter that runs.
     *
     * @param filter the PIDs and the input
     */
    void setPesFilter(PesFilter filter);

    /**
     * Adds a PID to the filter, also while it runs.
     *
     * @param pid 0..0x1FFF; EINVAL otherwise
     */
    void addPid(int pid);

    /**
     * Removes a PID from the filter, also while it runs.
     *
     * @param pid 0..0x1FFF; EINVAL otherwise
     */
    void removePid(int pid);

    /** Starts the filter: from here on packets fill buffers. EINVAL before {@link #setPesFilter}. */
    void start();

    /** Stops the filter; the queue stays, and buffers filled before can still be dequeued. */
    void stop();

    /**
     * Negotiates buffers; those of an earlier call are freed.
     *
     * @param count how many, or 0 to free all
     * @param sizeBytes bytes each, positive unless {@code count} is 0
     * @return the grant: more, fewer or no buffers, of this size or smaller
     * @throws io.dmxflux.dmx.sys.ErrnoException EINVAL if the size is not positive; EBUSY if {@link #isStreaming()} or a
     *     buffer is mapped; ENOTTY where the driver lends no buffers; ENOMEM where there is no room for any
     */
    NegotiatedBuffers requestBuffers(int count, int sizeBytes);

    /**
     * Queries where a buffer is.
     *
     * @param index a granted buffer; EINVAL past the end
     * @return its cookie and length
     */
    BufferLocation queryBuffer(int index);

    /**
     * Maps a buffer into the process; for one that is mapped already it returns the same mapping.
     *
     * @param index a granted buffer
     * @return its memory, the granted size, until {@link #unmap}; a reference kept beyond that reads zeros
     */
    ByteBuffer map(int index);

    /**
     * Unmaps a buffer.
     *
     * @param index which buffer; nothing happens if it is not mapped
     */
    void unmap(int index);

    /**
     * Hands an empty buffer to the driver. The first one turns the queue on.
     *
     * @param index a granted buffer; EINVAL past the end or if the driver has it already
     */
    void queue(int index);

    /**
     * Tells whether a buffer has been queued since the device was opened: the queue then runs until {@link #reopen} or
     * {@link #close}.
     *
     * @return whether the queue is on
     */
    boolean isStreaming();

    /**
     * Takes a filled buffer, without waiting.
     *
     * @param into receives the driver's description of it
     * @return whether there was one
     */
    boolean dequeue(DequeuedBuffer into);

    /**
     * Exports a buffer for another device to read, as a DMABUF.
     *
     * @param index a granted buffer
     * @return the export, the caller's to close
     */
    ExportedBuffer export(int index);

    /**
     * Returns what to wait on in an event loop, where {@link #await} is not used.
     *
     * @return the number of a descriptor that polls readable, or in error, when {@link #dequeue} is worth a try; valid
     *     until {@link #reopen} or {@link #close}
     */
    int descriptor();

    /**
     * Waits for a filled buffer.
     *
     * @param wakeUp ends the wait from another thread
     * @param timeoutNanos how long at most
     * @return what came first; a driver that is gone is an error, at the latest when the time is over
     */
    Readiness await(WakeUp wakeUp, long timeoutNanos);

    /**
     * Checks that the driver is still there: one that is unplugged may cause no wake-up.
     *
     * @throws io.dmxflux.dmx.sys.ErrnoException ENODEV if it is gone
     */
    void requirePresent();

    /**
     * Returns how often the driver reported lost data: {@code EOVERFLOW}, which only read() reports.
     *
     * @return how often since the device was opened
     */
    long overflows();

    /**
     * Tells whether {@link #overflows} counts every loss of the driver. A driver that fills mapped buffers does not report
     * data that arrives while no buffer is queued.
     *
     * @return true if every loss is counted
     */
    default boolean tellsOverflows() {
        return false;
    }

    /**
     * Tells whether {@link #descriptor} is known to poll readable, without a call to find out. Kernel's devices do not know.
     *
     * @return true if it is; false if that is to be polled for
     */
    default boolean isKnownReady() {
        return false;
    }

    /**
     * Closes and opens the device, the only way to turn a queue off. Its filter and buffers are freed.
     *
     * @throws io.dmxflux.dmx.sys.ErrnoException EBUSY if a buffer is mapped; or any error of open
     */
    void reopen();

    /** Stops the filter, frees the buffers and closes the device. A second call does nothing. */
    @Override
    void close();
}
