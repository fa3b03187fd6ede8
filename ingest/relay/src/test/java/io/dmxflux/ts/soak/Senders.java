// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import io.dmxflux.ts.wire.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All senders, in a process of their own in the namespace opposite to the relay's; a sender is known by its port. */
final class Senders implements AutoCloseable {

    private final Command process;

    Senders(String namespace) throws IOException {
        process = Command.start(List.of(
                "ip",
                "netns",
                "exec",
                namespace,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-Djava.net.preferIPv4Stack=true",
                "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider", // what it says is read
                "-cp",
                System.getProperty("java.class.path"),
                Senders.class.getName()));
    }

    void start(StreamPath path, long seed) throws IOException {
        ask(
                "make %s %s %d %d %d",
                path.uri().getScheme(), path.uri().getHost(), path.port(), path.bitsPerSecond(), seed);
        restart(path, false);
    }

    void stop(StreamPath path) throws IOException {
        ask("stop %d", path.port());
    }

    void restart(StreamPath path, boolean otherSsrc) throws IOException {
        ask("start %d %b", path.port(), otherSsrc);
    }

    void damage(StreamPath path, double probability) throws IOException {
        ask("damage %d %s", path.port(), probability);
    }

    long sent(StreamPath path) throws IOException {
        return Long.parseLong(ask("sent %d", path.port()));
    }

    private synchronized String ask(String words, Object... values) throws IOException {
        String answer = process.ask(String.format(words, values));
        if (answer.startsWith("failed")) {
            throw new IOException(answer);
        }
        return answer;
    }

    @Override
    public void close() {
        process.close();
    }

    public static void main(String[] arguments) throws IOException {
        Map<String, WireStreamSender> senders = new TreeMap<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(answer(senders, line.split(" ")));
        }
        System.exit(0);
    }

    private static String answer(Map<String, WireStreamSender> senders, String[] words) {
        try {
            if (words[0].equals("make")) {
                InetSocketAddress to = new InetSocketAddress(words[2], Integer.parseInt(words[3]));
                senders.put(
                        words[3],
                        new WireStreamSender(
                                words[1].equals("rtp"), to, Integer.parseInt(words[4]), Long.parseLong(words[5])));
                return "made";
            }
            WireStreamSender sender = senders.get(words[1]);
            if (sender == null) {
                return "failed: no sender " + words[1];
            }
            switch (words[0]) {
                case "start" -> sender.start(Boolean.parseBoolean(words[2]));
                case "stop" -> sender.stop();
                case "damage" -> sender.damage(Double.parseDouble(words[2]));
                default -> {}
            }
            return Long.toString(sender.sent());
        } catch (InterruptedException | RuntimeException e) {
            return "failed: " + e;
        }
    }
}
