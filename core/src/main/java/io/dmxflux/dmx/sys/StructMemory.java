// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Zeroed native memory for the argument of a system call.
 *
 * <p><b>Ownership:</b> freed when no longer reachable; keep the object for as long as its address is in use.
 * <p><b>Threading:</b> one thread at a time.
 */
public final class StructMemory {

    /** Keeps the memory reachable; reads and writes are not calls into native code. */
    private final ByteBuffer fields;

    private final long address;

    /**
     * Allocates and zeroes it.
     *
     * @param lengthBytes the size in bytes, positive
     */
    public StructMemory(int lengthBytes) {
        Memory memory = new Memory(lengthBytes);
        memory.clear();
        fields = memory.getByteBuffer(0, lengthBytes).order(ByteOrder.nativeOrder());
        address = Pointer.nativeValue(memory);
    }

    /**
     * Returns where it is.
     *
     * @return the native address
     */
    public long address() {
        return address;
    }

    /**
     * Reads a 32-bit field.
     *
     * @param offset bytes from the start
     * @return its value
     */
    public int getInt(int offset) {
        return fields.getInt(offset);
    }

    /**
     * Writes a 32-bit field.
     *
     * @param offset bytes from the start
     * @param value its value
     * @return this
     */
    public StructMemory putInt(int offset, int value) {
        fields.putInt(offset, value);
        return this;
    }

    /**
     * Writes a 16-bit field.
     *
     * @param offset bytes from the start
     * @param value its value; the low 16 bits count
     * @return this
     */
    public StructMemory putShort(int offset, int value) {
        fields.putShort(offset, (short) value);
        return this;
    }

    /**
     * Reads a 16-bit field.
     *
     * @param offset bytes from the start
     * @return its value, with its sign
     */
    public short getShort(int offset) {
        return fields.getShort(offset);
    }

    /**
     * Writes a 64-bit field or an address.
     *
     * @param offset bytes from the start
     * @param value its value
     * @return this
     */
    public StructMemory putLong(int offset, long value) {
        fields.putLong(offset, value);
        return this;
    }

    /**
     * Writes bytes as they are, such as an address in network order.
     *
     * @param offset bytes from the start
     * @param value the bytes
     * @return this
     */
    public StructMemory putBytes(int offset, byte[] value) {
        fields.put(offset, value);
        return this;
    }
}
