// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;

/**
 * Refuses requests that would harm a driver, before they reach it: the same rules for every device, with the errno that the
 * driver returns or should return.
 *
 * <p><b>Internal.</b> Public for {@code device.sim} only.
 */
public final class RequestChecks {

    private RequestChecks() {}

    /**
     * Checks a negotiation.
     *
     * @param device the name of the device, for the error
     * @param count buffers requested
     * @param sizeBytes bytes requested for each
     * @param mapped whether a buffer is mapped
     * @throws ErrnoException EINVAL if the size is not positive, at which Linux would WARN with a stack trace; EBUSY if
     *     the queue runs, which a refused DMX_REQBUFS would wreck, or a buffer is mapped, which it would orphan
     */
    public static void check(DmxDevice device, int count, int sizeBytes, boolean mapped) {
        if (count != 0 && sizeBytes <= 0) {
            throw refused(device, Errno.EINVAL, "ask for buffers of at least one packet, 188 bytes");
        }
        if (device.isStreaming()) {
            throw refused(device, Errno.EBUSY, "reopen the device first; a queue that has run cannot be negotiated");
        }
        checkNothingMapped(device, mapped);
    }

    /**
     * Checks a PID, of which the driver would take the low 16 bits.
     *
     * @param device the name of the device, for the error
     * @param verb what for
     * @param pid the PID
     * @throws ErrnoException EINVAL if it is not 0..0x1FFF
     */
    public static void checkPid(DmxDevice device, DmxVerb verb, int pid) {
        if (pid < 0 || pid > PesFilter.HIGHEST_PID) {
            throw new ErrnoException(verb.call(), device.path(), Errno.EINVAL, "name a PID of 0..8191, not " + pid);
        }
    }

    /**
     * Checks that every mapping has been taken back.
     *
     * @param device whose buffers
     * @param mapped whether one is mapped
     * @throws ErrnoException EBUSY if one is
     */
    public static void checkNothingMapped(DmxDevice device, boolean mapped) {
        if (mapped) {
            throw refused(device, Errno.EBUSY, "unmap every buffer first");
        }
    }

    private static ErrnoException refused(DmxDevice device, Errno errno, String cure) {
        return new ErrnoException(DmxVerb.REQUEST_BUFFERS.call(), device.path(), errno, cure);
    }
}
