// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import io.dmxflux.dmx.sys.Cure;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.FileDescriptor;
import io.dmxflux.dmx.sys.Poll;
import java.nio.file.Path;

/**
 * Bytes that another process or a driver writes: a FIFO, the standard input of the process, or a {@code dvrN} node, to which
 * another program sends the packets that it has filtered.
 *
 * <p>No call but {@link #await} waits, not even the opening of a FIFO that has no writer yet. A {@code dvrN} is only read,
 * never mapped: negotiating buffers on it ends in a fault of the kernel.
 * <p><b>Ownership:</b> the caller closes it. Closing leaves standard input open.
 * <p><b>Threading:</b> {@link #wakeUp()} from any thread, also after {@link #close()}; all else by the one that reads.
 * <p><b>Errors:</b> {@link io.dmxflux.dmx.sys.ErrnoException} for what the kernel refuses.
 * <p><b>Source:</b> fifo(7), poll(2); linux/dvb, {@code dvr} device.
 */
public final class InputPipe implements AutoCloseable {

    /** Returned by {@link #read} when the last writer has closed it. */
    public static final int END = -1;

    /** Returned by {@link #read} if the driver's ring was full and has been emptied: an unknown amount is lost. */
    public static final int OVERFLOW = -2;

    private static final int STANDARD_INPUT = 0;

    private final FileDescriptor descriptor;
    private final Poll poll = new Poll();
    private final WakeUp wakeUp = new WakeUp();

    private InputPipe(FileDescriptor descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Opens a FIFO or a node.
     *
     * @param path where it is
     * @return the open pipe
     * @throws io.dmxflux.dmx.sys.ErrnoException if it cannot be opened
     */
    public static InputPipe open(Path path) {
        int flags = FileDescriptor.O_RDONLY | FileDescriptor.O_NONBLOCK;
        return new InputPipe(FileDescriptor.open(
                path.toString(), flags, path.toAbsolutePath().startsWith("/dev/dvb") ? Cure.DEMUX : Cure.FILE));
    }

    /**
     * Takes a descriptor of its own for what the process was started with as its input. Its flags stay as they are: it is
     * shared with other processes.
     *
     * @return the open pipe
     */
    public static InputPipe standardInput() {
        return new InputPipe(
                FileDescriptor.owning(STANDARD_INPUT, "standard input").duplicate());
    }

    /**
     * Waits until there is something to read, the end included.
     *
     * @return false if it was woken instead
     */
    public boolean await() {
        while (true) {
            boolean ready = isReady(Long.MAX_VALUE);
            Readiness readiness = Readiness.of(ready, poll, wakeUp);
            if (readiness != Readiness.TIMED_OUT) {
                return readiness == Readiness.READY;
            }
        }
    }

    /**
     * Tells whether there is something to read, the end included.
     *
     * @return whether {@link #read} would not wait
     */
    public boolean isReady() {
        return isReady(0);
    }

    private boolean isReady(long timeoutNanos) {
        poll.await(descriptor.number(), wakeUp.descriptor(), timeoutNanos);
        return poll.firstReadable() || poll.firstFailed();
    }

    /**
     * Reads what there is, once it is ready.
     *
     * @param address where to, in native memory
     * @param lengthBytes at most this many, more than 0
     * @return the bytes read, 0 if there are none yet; {@link #END} or {@link #OVERFLOW}
     */
    public int read(long address, int lengthBytes) {
        long read = descriptor.read(address, lengthBytes);
        if (read == 0) {
            return END;
        }
        if (read < 0) {
            return -read == Errno.EOVERFLOW.number() ? OVERFLOW : 0;
        }
        return (int) read;
    }

    /** Ends the wait under way, or the next. */
    public void wakeUp() {
        wakeUp.wakeUp();
    }

    @Override
    public void close() {
        descriptor.close();
        wakeUp.close();
    }
}
