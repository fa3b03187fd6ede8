// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;

/**
 * A mapping of memory that is shared with a driver. No stale reference to it can crash the JVM.
 *
 * <p>{@link #retire()} takes the driver's memory away by laying empty private pages over the same addresses: for the
 * driver the buffer is unmapped at that instant, while a forgotten NIO buffer reads zeros instead of faulting. The
 * addresses themselves go back to the system once no NIO buffer over them is reachable any more.
 *
 * <p><b>Ownership:</b> its creator calls {@link #retire()}; only the first call has an effect.
 * <p><b>Threading:</b> {@link #retire()} from any thread.
 * <p><b>Source:</b> mmap(2), MAP_FIXED: the old mapping is replaced in one step.
 */
public final class MappedRegion {

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int MAP_PRIVATE = 2;
    private static final int MAP_FIXED = 0x10;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_NORESERVE = 0x4000;
    private static final long MAP_FAILED = -1;
    private static final Cleaner ADDRESSES = Cleaner.create();

    private final long address;
    private final int lengthBytes;
    private final ByteBuffer buffer;
    private boolean retired;

    private MappedRegion(long address, int lengthBytes, String what) {
        if (address == MAP_FAILED) {
            throw ErrnoException.last("mmap", what, Cure.PROCESS);
        }
        this.address = address;
        this.lengthBytes = lengthBytes;
        buffer = new Pointer(address).getByteBuffer(0, lengthBytes);
        ADDRESSES.register(buffer, () -> LibC.munmap(address, lengthBytes));
    }

    /**
     * Maps a part of a device or file, shared, to read and write.
     *
     * @param file the device; it must be open O_RDWR
     * @param offset the offset, or the cookie that DMX_QUERYBUF gave
     * @param lengthBytes the length, positive
     * @return the region
     * @throws ErrnoException if mmap fails
     */
    public static MappedRegion of(FileDescriptor file, long offset, int lengthBytes) {
        long address = LibC.mmap(0, lengthBytes, PROT_READ_WRITE, MAP_SHARED, file.number(), offset);
        return new MappedRegion(address, lengthBytes, file.path());
    }

    /**
     * Maps private memory.
     *
     * @param lengthBytes the length, positive
     * @return the region, zeroed
     * @throws ErrnoException if there is no memory
     */
    public static MappedRegion anonymous(int lengthBytes) {
        long address = LibC.mmap(0, lengthBytes, PROT_READ_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return new MappedRegion(address, lengthBytes, lengthBytes + " bytes");
    }

    /**
     * Returns where it starts.
     *
     * @return the native address, valid while {@link #buffer()} is reachable
     */
    public long address() {
        return address;
    }

    /**
     * Returns the whole region.
     *
     * @return the one NIO buffer from which all others over the region are derived; its indices are not to be moved
     */
    public ByteBuffer buffer() {
        return buffer;
    }

    /**
     * Makes an NIO buffer over the memory of another that does not keep that one reachable, and whose own reachability
     * therefore shows whether the memory can still be read through it. The caller keeps {@code memory} reachable for as
     * long.
     *
     * @param memory a direct buffer
     * @return another buffer over the whole of it, on which no other is based
     */
    public static ByteBuffer separateRoot(ByteBuffer memory) {
        return Native.getDirectBufferPointer(memory).getByteBuffer(0, memory.capacity());
    }

    /**
     * Takes the memory away; the addresses stay readable, as zeros. A second call does nothing.
     *
     * @throws ErrnoException if the kernel has no room for another mapping; the old one then lives until it is unreachable
     */
    public synchronized void retire() {
        if (retired) {
            return;
        }
        retired = true;
        int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED;
        if (LibC.mmap(address, lengthBytes, PROT_READ_WRITE, flags, -1, 0) == MAP_FAILED) {
            throw ErrnoException.last("mmap", lengthBytes + " bytes over a retired buffer", Cure.PROCESS);
        }
    }
}
