// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import io.dmxflux.ts.wire.Command;
import java.io.IOException;
import java.util.List;

/**
 * Two network namespaces joined by three virtual cables; faults touch the first two.
 * <pre>
 *   relay    v0  10.77.0.1/24  ------------  v0  10.77.0.2/24    around     most inputs
 *            v1  10.78.0.1/24  ------------  v1  10.78.0.2/24               outputs
 *            v2  10.79.0.1/24  ------------  v2  10.79.0.2/24               the calm inputs and outputs
 * </pre>
 */
final class SoakNetwork implements AutoCloseable {

    final String relay = "dmxflux-soak-r" + ProcessHandle.current().pid();
    final String around = "dmxflux-soak-a" + ProcessHandle.current().pid();

    SoakNetwork() throws IOException {
        for (String namespace : List.of(relay, around)) {
            ip("netns add " + namespace);
            ip("-n " + namespace + " link set lo up");
        }
        for (int cable = 0; cable < 3; cable++) {
            plugIn(cable);
        }
    }

    void plugIn(int cable) throws IOException {
        ip("link add v" + cable + " netns " + relay + " type veth peer name v" + cable + " netns " + around);
        ip("-n " + relay + " address add " + host(cable, 1) + "/24 dev v" + cable);
        ip("-n " + around + " address add " + host(cable, 2) + "/24 dev v" + cable);
        ip("-n " + relay + " link set v" + cable + " gso_max_segs 1"); // whole datagrams for who listens
        up(cable);
    }

    void unplug(int cable) throws IOException {
        ip("-n " + relay + " link delete v" + cable);
    }

    /** Makes both ends up, and gives them the routes that went with the link. */
    void up(int cable) throws IOException {
        ip("-n " + relay + " link set v" + cable + " up");
        ip("-n " + around + " link set v" + cable + " up");
        route(cable);
        switch (cable) {
            case 0 -> {
                ip("-n " + around + " route replace 239.255.1.0/24 dev v0");
                ip("-n " + around + " route replace 232.1.1.0/24 dev v0");
            }
            case 2 -> ip("-n " + around + " route replace 239.255.4.0/24 dev v2");
            default -> {}
        }
    }

    void downHere(int cable) throws IOException {
        ip("-n " + relay + " link set v" + cable + " down");
    }

    void downThere(int cable) throws IOException {
        ip("-n " + around + " link set v" + cable + " down");
    }

    /** The route of the relay to the groups of inputs, or of outputs, that name no interface. */
    void route(int cable) throws IOException {
        ip("-n " + relay + " route replace " + groups(cable) + " dev v" + cable);
    }

    void unroute(int cable) throws IOException {
        ip("-n " + relay + " route delete " + groups(cable) + " dev v" + cable);
    }

    private static String groups(int cable) {
        return "239.255." + (cable + 1) + ".0/24";
    }

    void otherAddress(int cable) throws IOException {
        ip("-n " + relay + " address add " + host(cable + 10, 1) + "/24 dev v" + cable);
        ip("-n " + relay + " address delete " + host(cable, 1) + "/24 dev v" + cable);
    }

    void ownAddress(int cable) throws IOException {
        ip("-n " + relay + " address add " + host(cable, 1) + "/24 dev v" + cable);
        ip("-n " + relay + " address delete " + host(cable + 10, 1) + "/24 dev v" + cable);
    }

    private static String host(int cable, int host) {
        return "10." + (77 + cable) + ".0." + host;
    }

    private static void ip(String words) throws IOException {
        Command.run("ip " + words);
    }

    @Override
    public void close() throws IOException {
        ip("netns delete " + relay);
        ip("netns delete " + around);
    }
}
