// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

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

    /** Keeps the memory reachable that a field points to. */
    private @Nullable StructMemory target;

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
     * Reads a 64-bit field, aligned or not.
     *
     * @param offset bytes from the start
     * @return its value
     */
    public long getLong(int offset) {
        return fields.getLong(offset);
    }

    /**
     * Reads an 8-bit field.
     *
     * @param offset bytes from the start
     * @return its value, 0..255
     */
    public int getUnsignedByte(int offset) {
        return Byte.toUnsignedInt(fields.get(offset));
    }

    /**
     * Reads bytes as they are, such as a name.
     *
     * @param offset bytes from the start
     * @param lengthBytes how many
     * @return a copy
     */
    public byte[] getBytes(int offset, int lengthBytes) {
        byte[] copy = new byte[lengthBytes];
        fields.get(offset, copy);
        return copy;
    }

    /**
     * Writes an 8-bit field.
     *
     * @param offset bytes from the start
     * @param value its value; the low 8 bits count
     * @return this
     */
    public StructMemory putByte(int offset, int value) {
        fields.put(offset, (byte) value);
        return this;
    }

    /**
     * Writes a field that is a pointer, and keeps what it points to.
     *
     * @param offset bytes from the start
     * @param pointed the memory; one of them at a time
     * @return this
     */
    public StructMemory pointTo(int offset, StructMemory pointed) {
        target = pointed;
        return putLong(offset, pointed.address);
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
