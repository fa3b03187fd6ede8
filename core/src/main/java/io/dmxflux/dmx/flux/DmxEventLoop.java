// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

/**
 * The thread that waits for drivers and runs every signal of their Fluxes.
 *
 * <p>{@link PollThread} is one for a single subscription, without anything but poll(2). A relay brings its sockets' own
 * event loop instead, so that a buffer goes from driver to socket without changing threads.
 */
public interface DmxEventLoop {

    /**
     * Runs a task on the loop's thread, soon and never within this call.
     *
     * @param task what to run; it does not block
     * @throws java.util.concurrent.RejectedExecutionException once the loop is shut down: the subscription then fails with an
     *     {@link IllegalStateException} that names the loop, by its {@link Object#toString}
     */
    void execute(Runnable task);

    /**
     * Watches a descriptor, level-triggered. To be called on the loop's thread.
     *
     * @param descriptor what to wait on
     * @param onReady run on the loop's thread while the descriptor is readable or in error
     * @param onLook run on the loop's thread about every {@value #LOOK_MILLIS} ms, and once more, when {@link #execute}
     *     refuses tasks already or is about to, if the loop is shut down while the watch is open: on any thread if its own
     *     has ended
     * @return the watch, to be closed before the descriptor is, on the loop's thread unless that has ended
     */
    Watch watch(int descriptor, Runnable onReady, Runnable onLook);

    /** How often to look at a device that is silent: an unplugged demux wakes no thread. */
    long LOOK_MILLIS = 500;

    /**
     * Tells whether the loop is shut down, or about to be.
     *
     * @return whether what is watched will not be looked at any more
     */
    default boolean isShutDown() {
        return false;
    }

    /** A descriptor that is watched. To be used on the loop's thread. */
    interface Watch extends AutoCloseable {

        /**
         * Leaves the descriptor alone for a while, or goes on with it.
         *
         * @param wanted whether readiness is of interest
         */
        void want(boolean wanted);

        @Override
        void close();
    }
}
