// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.Fifo;
import io.dmxflux.ts.net.HostLookup;
import io.dmxflux.ts.split.ServiceEdit;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayPlanTest {

    /** All are begun before the first is waited for. */
    @Test
    void theHostsOfAllPlansAreLookedUpAtTheSameTime() {
        List<String> calls = new ArrayList<>();
        HostLookup lookup = new HostLookup() {
            @Override
            public void begin(String name) {
                calls.add("begin " + name);
            }

            @Override
            public List<InetAddress> find(String name) throws UnknownHostException {
                calls.add("find " + name);
                throw new UnknownHostException(name);
            }
        };
        RelayPlan named = new RelayPlan(
                InputUri.parse("udp://sender@232.1.1.1:5004"),
                List.of(whole("udp://player:5004"), whole("udp://10.0.0.1:5004"), whole("rtp://player:5006")),
                Optional.of(new EveryService("udp://wall:50{n}", ServiceEdit.NONE, Optional.empty(), false)));
        RelayPlan files = RelayPlan.whole(InputUri.parse("sim:"), OutputUri.parse("out.ts"));

        RelayPlan.lookUpHosts(List.of(files, named), lookup);

        assertThat(calls)
                .containsExactly(
                        "begin sender", "begin player", "begin wall", "find sender", "find player", "find wall");
    }

    /** A pipe has the pace of its writer, also where it is said to be fast: nothing of it may wait for more. */
    @Test
    void onlyAFileThatIsReadFastIsStored(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("in.ts"));
        Path fifo = Fifo.make(folder.resolve("fifo"));

        assertThat(delivery(file + "?fast")).isEqualTo(Delivery.STORED);
        assertThat(delivery(fifo + "?fast")).isEqualTo(Delivery.AS_TAKEN);
        assertThat(delivery(fifo.toString())).isEqualTo(Delivery.AS_TAKEN);
        assertThat(delivery("-")).isEqualTo(Delivery.AS_TAKEN);
        assertThat(delivery(file.toString())).isEqualTo(Delivery.SPREAD);
        assertThat(delivery(fifo + "?paced")).isEqualTo(Delivery.SPREAD);
    }

    private static Delivery delivery(String from) {
        return RelayPlan.whole(InputUri.parse(from), OutputUri.parse("udp://239.1.1.1:5004"))
                .deliveryOfWhole();
    }

    private static RelayPlan.Output whole(String to) {
        return RelayPlan.Output.whole(OutputUri.parse(to));
    }
}
