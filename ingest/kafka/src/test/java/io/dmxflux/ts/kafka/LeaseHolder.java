// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.ts.log.LeaseState;
import io.dmxflux.ts.log.LogWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A host that owns a stream and appends to it. */
final class LeaseHolder {

    private LeaseHolder() {}

    /** Starts one, whose output says that it is the owner, and has written. */
    static Process start(String bootstrap, Path output) throws IOException {
        return HostProcess.start(LeaseHolder.class, output, bootstrap);
    }

    /**
     * Owns the stream {@code tv} until it is killed, for two minutes at most.
     *
     * @param arguments the brokers
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        KafkaLogConfig config = KafkaLogConfig.of(arguments[0]).build();
        CountDownLatch owns = new CountDownLatch(1);
        KafkaLease.of(config, "tv").ofType(LeaseState.Owner.class).subscribe(owner -> owns.countDown());
        owns.await();
        try (KafkaLog log = KafkaLog.of(config)) {
            LogWriter writer = log.write("tv");
            NumberedChunks chunks = NumberedChunks.of(writer);
            boolean told = false;
            for (int i = 0; i < 12_000; i++) {
                writer.append(chunks.next());
                if (!told && writer.book().written().bytes() > 0) {
                    told = true;
                    System.out.println("owner, and the log has something");
                }
                TimeUnit.MILLISECONDS.sleep(NumberedChunks.MILLIS);
            }
        }
    }
}
