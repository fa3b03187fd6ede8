// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.wire;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Two network namespaces joined by two virtual cables, made before a test class and removed after it.
 * <pre>
 *   sender     v0  10.77.0.1/24 10.77.0.3/24 fd77::1/64  ------------  v0  10.77.0.2/24 fd77::2/64    receiver
 *              v1  10.78.0.1/24 fd78::1/64               ------------  v1  10.78.0.2/24 fd78::2/64
 * </pre>
 */
final class TwoNamespaces implements BeforeAllCallback, AfterAllCallback {

    final String sender = "dmxflux-s" + ProcessHandle.current().pid();
    final String receiver = "dmxflux-r" + ProcessHandle.current().pid();

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        assumeThat(whyNot()).as("namespaces for the wire test").isEmpty();
        for (String namespace : List.of(sender, receiver)) {
            ip("netns add " + namespace);
            ip("-n " + namespace + " link set lo up");
        }
        inSender("sysctl -q net.ipv6.conf.all.keep_addr_on_down=1");
        for (int cable = 0; cable < 2; cable++) {
            ip("link add v" + cable + " netns " + sender + " type veth peer name v" + cable + " netns " + receiver);
            address(sender, cable, 1);
            address(receiver, cable, 2);
            ip("-n " + sender + " link set v" + cable + " gso_max_segs 1");
        }
        ip("-n " + sender + " address add 10.77.0.3/24 dev v0");
    }

    private void address(String namespace, int cable, int host) throws IOException {
        String device = " dev v" + cable;
        ip("-n " + namespace + " address add 10.7" + (7 + cable) + ".0." + host + "/24" + device);
        ip("-n " + namespace + " address add fd7" + (7 + cable) + "::" + host + "/64" + device + " nodad");
        ip("-n " + namespace + " link set v" + cable + " up");
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (whyNot().isEmpty()) {
            ip("netns delete " + sender);
            ip("netns delete " + receiver);
        }
    }

    static void ip(String words) throws IOException {
        Command.run("ip " + words);
    }

    void inSender(String line) throws IOException {
        Command.run("ip netns exec " + sender + " " + line);
    }

    /** Starts a program in a namespace. */
    static Command in(String namespace, List<String> words) throws IOException {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(words);
        return Command.start(all);
    }

    private static String whyNot() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return "not root";
        }
        for (String tool : List.of("ip -V", "tcpdump --version", "tc -V")) {
            try {
                Command.run(tool);
            } catch (IOException e) {
                return tool.split(" ")[0] + " is not installed";
            }
        }
        return "";
    }
}
