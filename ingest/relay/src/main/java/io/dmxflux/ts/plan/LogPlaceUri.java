// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.ts.log.FileLog;
import io.dmxflux.ts.log.FileLogConfig;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogRetention;
import io.dmxflux.ts.log.LogSync;
import io.dmxflux.ts.log.TsLog;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A stream of a log in a directory: {@code log:NAME@DIR}.
 *
 * @param stream its name
 * @param directory of the log
 */
record LogPlaceUri(String stream, Path directory) {

    static LogPlaceUri of(StreamUri uri) {
        int at = uri.place().indexOf('@');
        if (at <= 0 || at == uri.place().length() - 1) {
            throw uri.error("no stream of a log", "log:NAME@DIRECTORY, as in log:hd@/var/log/dmxflux");
        }
        String name = uri.place().substring(0, at);
        return uri.explaining(() -> {
            TsLog.checkName(name);
            return new LogPlaceUri(name, Path.of(uri.place().substring(at + 1)));
        });
    }

    /** Opens the log to read it. */
    TsLog open(Consumer<? super LogEvent> listener) {
        return open(LogRetention.ALL, LogSync.SEGMENTS, listener);
    }

    /** Opens the log to write it. */
    TsLog open(LogRetention kept, LogSync sync, Consumer<? super LogEvent> listener) {
        return FileLog.in(
                directory,
                FileLogConfig.builder()
                        .retention(kept)
                        .sync(sync)
                        .onEvent(listener)
                        .build());
    }

    /** Returns the folder of the stream. */
    Path folder() {
        return directory.resolve(stream).toAbsolutePath().normalize();
    }

    @Override
    public String toString() {
        return "log:" + stream + "@" + directory;
    }
}
