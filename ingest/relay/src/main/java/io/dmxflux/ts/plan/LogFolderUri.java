// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.ts.log.FileLog;
import io.dmxflux.ts.log.FileLogConfig;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogFeed;
import io.dmxflux.ts.log.LogRetention;
import io.dmxflux.ts.log.LogSync;
import io.dmxflux.ts.log.TsLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A stream of a log in a directory: {@code log:NAME@DIR}.
 *
 * @param stream its name
 * @param directory of the log
 * @param sync when what is written is forced to the disk
 */
record LogFolderUri(String stream, Path directory, LogSync sync) implements LogPlaceUri {

    static final String SCHEME = "log";

    static LogFolderUri of(StreamUri uri) {
        int at = uri.place().indexOf('@');
        if (at <= 0 || at == uri.place().length() - 1) {
            throw uri.error("no stream of a log", "log:NAME@DIRECTORY, as in log:hd@/var/log/dmxflux");
        }
        String name = uri.place().substring(0, at);
        return uri.explaining(() -> {
            TsLog.checkName(name);
            LogSync sync = uri.option("sync").map(LogSync::parse).orElse(LogSync.SEGMENTS);
            return new LogFolderUri(name, Path.of(uri.place().substring(at + 1)), sync);
        });
    }

    @Override
    public Set<String> optionsOfInput() {
        return Set.of();
    }

    @Override
    public Set<String> optionsOfOutput() {
        return Set.of("sync");
    }

    @Override
    public TsLog open(LogRetention kept, Consumer<? super LogEvent> listener) {
        return FileLog.in(
                directory,
                FileLogConfig.builder()
                        .retention(kept)
                        .sync(sync)
                        .onEvent(listener)
                        .build());
    }

    @Override
    public LogFeed feed(TsLog opened) throws IOException {
        return LogFeed.to(opened.write(stream));
    }

    @Override
    public boolean isElsewhere() {
        return false;
    }

    private Path folder() {
        return directory.resolve(stream).toAbsolutePath().normalize();
    }

    @Override
    public Optional<String> missingToRead() {
        return FileLookup.ask(
                folder(),
                () -> Files.isDirectory(folder()) ? Optional.empty() : Optional.of(absence()),
                Optional.of(FileLookup.NO_ANSWER));
    }

    /** What nobody may look into has streams that nobody sees. */
    private String absence() {
        return Files.isDirectory(directory) && !Files.isExecutable(directory)
                ? directory + ": cannot be read (expected: permission for user " + System.getProperty("user.name") + ")"
                : "no such stream (expected: one that is, or was, written)";
    }

    @Override
    public Optional<String> missingToWrite(LogRetention kept) {
        return WrittenFolder.problem(folder());
    }

    /** What has no permission may get it. */
    @Override
    public void refuseImpossible() {
        if (FileLookup.ask(directory, () -> Files.exists(directory) && !Files.isDirectory(directory), false)) {
            throw new IllegalArgumentException(WrittenFolder.NO_DIRECTORY);
        }
    }

    @Override
    public Object place() {
        return folder();
    }

    @Override
    public boolean isThatOf(LogPlaceUri other) {
        return other instanceof LogFolderUri another
                && (folder().equals(another.folder())
                        || RealFolder.of(folder()).equals(RealFolder.of(another.folder())));
    }

    @Override
    public String toString() {
        return SCHEME + ":" + stream + "@" + directory;
    }
}
