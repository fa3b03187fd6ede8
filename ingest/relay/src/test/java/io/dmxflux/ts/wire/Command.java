// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.wire;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of the system's, talked to line by line; its standard error goes where ours goes unless it is asked for.
 */
public final class Command implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;
    private final BufferedReader errors;
    private final BufferedWriter input;

    private Command(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.errors = process.errorReader(StandardCharsets.UTF_8);
        this.input = process.outputWriter(StandardCharsets.UTF_8);
    }

    public static Command start(List<String> words) throws IOException {
        return new Command(new ProcessBuilder(words).start());
    }

    /** Runs to the end; what it printed if it fails is the error. */
    public static void run(String line) throws IOException {
        try (Command command = start(List.of(line.split(" ")))) {
            String said = command.errors.lines().toList().toString();
            if (command.process.waitFor() != 0) {
                throw new IOException(line + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(line + ": interrupted", e);
        }
    }

    /** Says one line and waits for one. */
    public String ask(String line) throws IOException {
        input.write(line);
        input.newLine();
        input.flush();
        return readLine();
    }

    /** What it prints until its end. */
    public List<String> lines() {
        return output.lines().toList();
    }

    String readLine() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("ended: " + errors.lines().toList());
        }
        return line;
    }

    /** Waits for a line on standard error. */
    public String awaitError(String part) throws IOException {
        for (String line = errors.readLine(); line != null; line = errors.readLine()) {
            if (line.contains(part)) {
                return line;
            }
        }
        throw new IOException("ended without saying: " + part);
    }

    /** Its standard output as bytes. */
    public InputStream output() {
        return process.getInputStream();
    }

    byte[] readAll() throws IOException {
        return process.getInputStream().readAllBytes();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            input.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
