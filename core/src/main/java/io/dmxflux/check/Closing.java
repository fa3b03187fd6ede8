// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.check;

import java.util.concurrent.TimeUnit;

/**
 * The rule for what is closed and still has something to write: who closes it waits for that, in bounded time, also on a thread
 * that is interrupted, as behind {@code shutdownNow}. What it did not wait for would be lost with the process. The interrupt stays
 * for the caller.
 *
 * <p><b>Threading:</b> any that may block.
 */
public final class Closing {

    private Closing() {}

    /** The end of something, as a latch or an executor has it. */
    public interface End {

        /**
         * Waits for it.
         *
         * @param time how long at most
         * @param unit of the time
         * @return whether it has come
         * @throws InterruptedException if the thread is interrupted
         */
        boolean await(long time, TimeUnit unit) throws InterruptedException;
    }

    /**
     * Waits for an end.
     *
     * @param end of what is closed
     * @param longestMillis how long at most
     * @return whether it has come
     */
    public static boolean await(End end, long longestMillis) {
        long limit = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(longestMillis);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return end.await(limit - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
