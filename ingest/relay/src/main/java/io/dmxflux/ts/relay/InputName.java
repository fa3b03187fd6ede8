// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

/** What an input is called where several are spoken of: what the user wrote, without options. */
final class InputName {

    private InputName() {}

    static String of(InputUri input) {
        if (input instanceof InputUri.Dvb dvb) {
            return "dvb:" + dvb.path().adapter()
                    + (dvb.path().demux() == 0 ? "" : "/" + dvb.path().demux());
        }
        if (input instanceof InputUri.Sim sim) {
            return "sim:" + sim.file().map(Object::toString).orElse("");
        }
        if (input instanceof InputUri.File file) {
            return "file:" + file.path();
        }
        InputUri.Network network = (InputUri.Network) input;
        return (network.rtp() ? "rtp://" : "udp://") + network.config();
    }
}
