// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import java.util.List;
import java.util.OptionalInt;

/**
 * A frontend: the driver's verbs, one method each. Implementations use the kernel, or a simulated driver.
 *
 * <p><b>Threading:</b> one thread at a time. Every call may block: those for the dish do, for 15 to 150 milliseconds.
 * <p><b>Errors:</b> {@link io.dmxflux.dmx.sys.ErrnoException} with the call, the path, the errno and what to do. A device
 * opened to observe answers EPERM to all that changes something, and to {@link #event}. After {@link #close},
 * {@link IllegalStateException}.
 * <p><b>Source:</b> linux/dvb/frontend.h and the kernel's media documentation, "Digital TV Frontend API".
 */
public interface FrontendDevice extends AutoCloseable {

    /**
     * Returns its name.
     *
     * @return the device's path, or a name that starts with {@code sim:}
     */
    String path();

    /**
     * Tells what it can receive: {@code FE_GET_INFO} and {@code DTV_ENUM_DELSYS}.
     *
     * @return systems and limits
     */
    FrontendInfo info();

    /**
     * Sets properties in one call, {@code FE_SET_PROPERTY}. With {@link DtvProperty#TUNE} last the frontend is tuned.
     *
     * @param settings 1 to 64 of them, in the order in which the driver takes them
     */
    void set(List<DtvSetting> settings);

    /**
     * Reads properties in one call, {@code FE_GET_PROPERTY}.
     *
     * @param properties 1 to 64 of them
     * @return an answer to each, in the same order
     */
    List<DtvReading> get(List<DtvProperty> properties);

    /**
     * Reads the status, {@code FE_READ_STATUS}. 0 right after tuning is normal.
     *
     * @return bits, see {@link FrontendStatus}
     */
    int status();

    /**
     * Takes a change of the status, {@code FE_GET_EVENT}, without waiting.
     *
     * @return bits, see {@link FrontendStatus}; empty if there is none
     * @throws io.dmxflux.dmx.sys.ErrnoException EOVERFLOW if some were lost: the next call has the oldest that was kept
     */
    OptionalInt event();

    /**
     * Reads the DVBv3 figures, {@code FE_READ_BER} and the like.
     *
     * @return those that the driver has
     */
    RawFigures raw();

    /**
     * Switches the 22 kHz tone, {@code FE_SET_TONE}. The kernel then stops looking for a lock until it is tuned again, as it
     * does for the other calls for a dish.
     *
     * @param on whether it is on
     */
    void tone(boolean on);

    /**
     * Switches the voltage, {@code FE_SET_VOLTAGE}.
     *
     * @param voltage the voltage
     */
    void voltage(LnbVoltage voltage);

    /**
     * Sends a DiSEqC message, {@code FE_DISEQC_SEND_MASTER_CMD}.
     *
     * @param message 3 to 6 bytes, the framing byte first
     */
    void diseqc(byte[] message);

    /**
     * Sends a burst of mini-DiSEqC, {@code FE_DISEQC_SEND_BURST}.
     *
     * @param burst which
     */
    void burst(ToneBurst burst);

    /** Closes it. The last who may tune lets the tuner sleep and takes the LNB's power. A second call does nothing. */
    @Override
    void close();
}
