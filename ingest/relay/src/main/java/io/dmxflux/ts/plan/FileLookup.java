// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Asks for files, without waiting long for a file system that does not answer: a mount of NFS whose server is gone, a FUSE
 * program that is stopped.
 *
 * <p>A call into such a file system does not return, whatever is done to its thread. Each question has a thread of its own,
 * and as long as one about a folder is open, others about that folder are not asked.
 *
 * <p><b>Internal.</b> Public for the rest of the relay.
 * <p><b>Threading:</b> any thread but an event loop's.
 */
public final class FileLookup {

    /** What is missing where there is no answer. */
    public static final String NO_ANSWER = "its file system does not answer (expected: a disk or a server that does)";

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final ThreadFactory THREADS = new DefaultThreadFactory("dmxflux-lookup", true);

    /** Questions that had no answer in time and have none yet, by folder. */
    private static final Map<Path, CompletableFuture<?>> UNANSWERED = new ConcurrentHashMap<>();

    private FileLookup() {}

    /**
     * Asks a question.
     *
     * @param file which it is about
     * @param question asks the file system; what it throws is thrown here
     * @param unanswered what is returned if there is no answer within 2 s, or there is still none about another file of the
     *     same folder
     * @param <T> an answer
     * @return the answer
     */
    public static <T> T ask(Path file, Supplier<T> question, T unanswered) {
        Path whole = file.toAbsolutePath().normalize();
        Path folder = whole.getParent() == null ? whole : whole.getParent();
        if (UNANSWERED.containsKey(folder)) {
            return unanswered;
        }
        CompletableFuture<T> answer = CompletableFuture.supplyAsync(
                question, asking -> THREADS.newThread(asking).start());
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            UNANSWERED.put(folder, answer);
            answer.whenComplete((late, failure) -> UNANSWERED.remove(folder, answer));
            return unanswered;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unanswered;
        }
    }
}
