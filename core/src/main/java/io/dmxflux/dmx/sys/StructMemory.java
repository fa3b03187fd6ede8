// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/**
 * A zeroed piece of native memory for the argument of a call.
 *
 * <p><b>Ownership:</b> freed when no longer reachable; keep the object for as long as its address is in use.
 * <p><b>Threading:</b> none of its own: one call at a time on one structure.
 */
public final class StructMemory {

    private final Memory memory;
    private final long address;

    /**
     * Allocates and zeroes it.
     *
     * @param lengthBytes the size in bytes, positive
     */
    public StructMemory(int lengthBytes) {
        memory = new Memory(lengthBytes);
        memory.clear();
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
        return memory.getInt(offset);
    }

    /**
     * Writes a 32-bit field.
     *
     * @param offset bytes from the start
     * @param value its value
     * @return this
     */
    public StructMemory putInt(int offset, int value) {
        memory.setInt(offset, value);
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
        memory.setShort(offset, (short) value);
        return this;
    }

    short getShort(int offset) {
        return memory.getShort(offset);
    }

    void putLong(int offset, long value) {
        memory.setLong(offset, value);
    }
}
