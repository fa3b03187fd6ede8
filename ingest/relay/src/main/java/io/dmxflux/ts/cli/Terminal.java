// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Tells whether standard error, or output, is a terminal. {@link System#console()} cannot: from JDK 22 on it is there for pipes too. */
final class Terminal {

    /** To column 1, and all behind that erased (ECMA-48 EL). */
    static final String REMOVE_LINE = "\r\u001b[K";

    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private static final int USUAL_WIDTH = 80;

    private Terminal() {}

    static boolean isStandardError() {
        return is(STANDARD_ERROR);
    }

    static boolean isStandardOutput() {
        return is(STANDARD_OUTPUT);
    }

    private static boolean is(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** Tells whether a line on it can be written over. */
    static boolean canOverwrite() {
        return isStandardError() && !"dumb".equals(System.getenv("TERM"));
    }

    /** Returns how many columns standard error has now: a window may have been resized. */
    static int width() {
        int columns = Window.columns();
        return columns > 0 ? columns : width(System.getenv("COLUMNS"));
    }

    static int width(@Nullable String columns) {
        return columns != null && columns.matches("[1-9]\\d{0,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
    }

    /** The window of a terminal: ioctl_tty(2), TIOCGWINSZ. Loaded if there is a terminal only. */
    private static final class Window {

        private static final int DESCRIPTOR = 2;
        private static final long TIOCGWINSZ = 0x5413;
        private static final int COLUMNS = 1;

        static {
            Native.register(Window.class, NativeLibrary.getProcess());
        }

        /** Returns -1 on an error; the size is rows, columns and both in pixels. */
        private static native int ioctl(int fd, long request, short[] size);

        static int columns() {
            short[] size = new short[4];
            return ioctl(DESCRIPTOR, TIOCGWINSZ, size) < 0 ? 0 : Short.toUnsignedInt(size[COLUMNS]);
        }
    }

    /** Tells whether systemd's journal reads standard error, which has a time stamp for each line (systemd.exec(5)). */
    static boolean isStandardErrorOfJournal() {
        String stream = System.getenv("JOURNAL_STREAM");
        if (stream == null) {
            return false;
        }
        try {
            return stream.equals(Files.getAttribute(STANDARD_ERROR, "unix:dev") + ":"
                    + Files.getAttribute(STANDARD_ERROR, "unix:ino"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
