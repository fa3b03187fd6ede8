// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.dmx.sys.ErrnoException;
import java.time.Duration;
import java.util.List;

/**
 * Something that happened to a pool: told once, to the listener of its configuration.
 *
 * <p>Events that come in pairs ({@link AllBuffersOut} and {@link BuffersHome}, {@link BufferRefused} and
 * {@link BufferAccepted}) tell the end of what the first one told.
 */
public sealed interface PoolEvent {

    /**
     * Returns whose pool it is.
     *
     * @return the device's path
     */
    String path();

    /**
     * Says it in one line, for a log.
     *
     * @return the line: the thing, the value, what was expected, the fix
     */
    String message();

    /**
     * A lent buffer became unreachable before its last release. It has been requeued, and its content is lost.
     *
     * @param path the device
     * @param lending the buffer, as it was when last seen
     * @param leaked how many have leaked so far
     */
    record BufferLeaked(String path, Lending lending, long leaked) implements PoolEvent {

        @Override
        public String message() {
            return path + ": leaked: " + lending + " (expected: a release() before it becomes unreachable; " + leaked
                    + " so far, each requeued. Hand over with emitOn() and tee(), not publishOn() and share(); end it by cancel,"
                    + " not take(Duration))";
        }
    }

    /**
     * As many buffers are out as may be, and none has come home for longer than the limit: nothing is emitted.
     *
     * @param path the device
     * @param lendable how many may be out
     * @param since how long ago the last of them was lent
     * @param oldest the one that has been out for longest
     */
    record AllBuffersOut(String path, int lendable, Duration since, Lending oldest) implements PoolEvent {

        @Override
        public String message() {
            return path + ": all " + lendable + " lendable buffers have been out for " + Lending.seconds(since)
                    + ", oldest: "
                    + oldest + " (expected: releases; an operator that collects more than " + lendable
                    + ", as buffer(" + (lendable + 1) + "), waits for ever: copy, collect fewer, or ask for more"
                    + " buffers)";
        }
    }

    /**
     * What {@link AllBuffersOut} told is over.
     *
     * @param path the device
     * @param lent how many are out now
     */
    record BuffersHome(String path, int lent) implements PoolEvent {

        @Override
        public String message() {
            return path + ": buffers come home again, " + lent + " are out";
        }
    }

    /**
     * The driver would not take a buffer back: it is out of use, and the stream goes on with the others. It is offered
     * again at each look, twice a second, and at each subscription. Not told of a device that is gone, which ends the
     * Flux.
     *
     * @param path the device
     * @param index the driver's buffer
     * @param lendable how many may still be out; with none, the Flux ends with the same error
     * @param cause what the driver answered
     */
    record BufferRefused(String path, int index, int lendable, ErrnoException cause) implements PoolEvent {

        @Override
        public String message() {
            return path + ": buffer " + index + " is out of use, " + lendable
                    + " can be lent; tried again twice a second: " + cause.getMessage();
        }
    }

    /**
     * The driver took a buffer that it had refused.
     *
     * @param path the device
     * @param index the driver's buffer
     * @param lendable how many may be out
     */
    record BufferAccepted(String path, int index, int lendable) implements PoolEvent {

        @Override
        public String message() {
            return path + ": buffer " + index + " is in use again, " + lendable + " can be lent";
        }
    }

    /**
     * A subscriber keeps the thread of the signals for longer than the limit; told while it does, and at most once a minute.
     * Nothing is dequeued meanwhile: what the kernel cannot keep is lost.
     *
     * @param path the device
     * @param lasted how long one signal has taken so far
     */
    record SignalsBlocked(String path, Duration lasted) implements PoolEvent {

        @Override
        public String message() {
            return path + ": onNext blocked the thread that receives for " + Lending.seconds(lasted)
                    + " (expected: an onNext that returns at once; put emitOn(scheduler) before what blocks)";
        }
    }

    /**
     * {@link DmxBufferPool#close(Duration)} waited in vain, and took the memory back: a buffer still lent reads as zeros, and
     * a later release does nothing.
     *
     * @param path the device
     * @param waited how long it waited: the limit, or less if its thread was interrupted
     * @param lent the buffers that were out
     * @param draining whether the subscription has not ended: the device is closed when it does
     * @param inOnNext whether that is so since its thread is with the subscriber, in onNext
     */
    record TakenBack(String path, Duration waited, List<Lending> lent, boolean draining, boolean inOnNext)
            implements PoolEvent {

        @Override
        public String message() {
            return path + ": closed after " + Lending.seconds(waited) + " with " + lent.size()
                    + " buffers out: " + lent + " (expected: all released)"
                    + (draining ? "; the device is closed when " + awaited() : "");
        }

        private String awaited() {
            return inOnNext ? "the subscriber's onNext returns" : "the subscription's thread has ended it";
        }
    }
}
