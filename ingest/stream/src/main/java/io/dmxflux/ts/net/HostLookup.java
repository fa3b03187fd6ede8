// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks up names of hosts, without waiting long for a name server.
 *
 * <p><b>Internal.</b> Public for sinks and the relay.
 * <p><b>Threading:</b> any thread but an event loop's.
 */
public interface HostLookup {

    /** How often a name that is in use is looked up again. */
    Duration PERIOD = Duration.ofSeconds(10);

    /**
     * Looks up a name.
     *
     * @param name of a host
     * @return its addresses, the preferred one first; one or more
     * @throws UnknownHostException if it has none, or it is not known yet; the message is a phrase for a person, such as
     *     {@code host player does not resolve}
     */
    List<InetAddress> find(String name) throws UnknownHostException;

    /**
     * Begins to look up a name, without waiting for it: so that many are looked up at the same time.
     *
     * @param name of a host
     */
    default void begin(String name) {}

    /**
     * Returns the lookup of the system: its hosts file, its name servers. A name server that does not answer within a second
     * of the begin is not waited for; a later call for that name has what it answers until then.
     *
     * @return the same for all
     */
    static HostLookup system() {
        return OfSystem.SHARED;
    }

    /** Lookups by the JDK, which caches what it finds for as long as {@code networkaddress.cache.ttl} says. */
    final class OfSystem implements HostLookup {

        private static final OfSystem SHARED = new OfSystem(InetAddress::getAllByName);

        private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

        /** Each lookup has one, as a name server that does not answer would hold up the lookups of others. */
        private static final ThreadFactory THREADS = new DefaultThreadFactory("dmxflux-hosts", true);

        /** Lookups that have not ended, or whose answer nobody has, by name. */
        private final Map<String, Open> open = new ConcurrentHashMap<>();

        private final Resolver resolver;

        /** What is asked for addresses; may take for ever. */
        interface Resolver {

            InetAddress[] resolve(String name) throws UnknownHostException;
        }

        private record Open(CompletableFuture<List<InetAddress>> answer, long sinceNanos) {

            long leftNanos() {
                return Math.max(0, sinceNanos + PATIENCE_NANOS - System.nanoTime());
            }
        }

        OfSystem(Resolver resolver) {
            this.resolver = resolver;
        }

        @Override
        public void begin(String name) {
            open.computeIfAbsent(name, this::lookUp);
        }

        @Override
        public List<InetAddress> find(String name) throws UnknownHostException {
            Open lookup = open.computeIfAbsent(name, this::lookUp);
            try {
                List<InetAddress> found = lookup.answer.get(lookup.leftNanos(), TimeUnit.NANOSECONDS);
                open.remove(name, lookup);
                return found;
            } catch (TimeoutException e) {
                throw unknown("host " + name + " is not known yet: its name server does not answer", e);
            } catch (ExecutionException e) {
                open.remove(name, lookup);
                throw unknown("host " + name + " does not resolve", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unknown("host " + name + " is not known yet: interrupted", e);
            }
        }

        private Open lookUp(String name) {
            CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
            THREADS.newThread(() -> {
                        try {
                            result.complete(List.of(resolver.resolve(name)));
                        } catch (UnknownHostException | RuntimeException e) {
                            result.completeExceptionally(e);
                        }
                    })
                    .start();
            return new Open(result, System.nanoTime());
        }

        private static UnknownHostException unknown(String problem, Throwable cause) {
            UnknownHostException unknown = new UnknownHostException(problem);
            unknown.initCause(cause);
            return unknown;
        }
    }
}
