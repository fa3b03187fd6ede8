// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A host that receives a shared stream, and owns it unless another does. */
final class StandbyHost {

    private StandbyHost() {}

    /** Starts one, whose output has its events. */
    static Process start(String bootstrap, String stream, long startMillis, Path output) throws IOException {
        return start(List.of(), bootstrap, stream, startMillis, output);
    }

    /** Starts one by another command, which is given its own. */
    static Process start(List<String> by, String bootstrap, String stream, long startMillis, Path output)
            throws IOException {
        return HostProcess.start(by, StandbyHost.class, output, bootstrap, stream, String.valueOf(startMillis));
    }

    /**
     * Takes part for two minutes at most.
     *
     * @param arguments the brokers, the stream, and when it began
     */
    public static void main(String[] arguments) throws InterruptedException {
        KafkaLogConfig config = KafkaLogConfig.of(arguments[0])
                .onEvent(event -> System.out.println(event))
                .build();
        try (KafkaLog log = KafkaLog.of(config);
                KafkaStandby standby = KafkaStandby.hot(log, arguments[1]);
                SharedStream stream = new SharedStream(standby, Long.parseLong(arguments[2]))) {
            stream.start();
            TimeUnit.MINUTES.sleep(2);
        }
    }
}
