// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

/**
 * A request of a driver, under the name that C gives it.
 *
 * <p><b>Source:</b> ioctl(2).
 */
public interface Ioctl {

    /**
     * Returns the request's name.
     *
     * @return as C writes it
     */
    String name();

    /**
     * Returns the request's number.
     *
     * @return what ioctl(2) takes as its second argument
     */
    long request();
}
