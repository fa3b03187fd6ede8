// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reactor.core.scheduler.Schedulers;

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
     * Returns the lookup of the system: its hosts file, its name servers. A name server that does not answer within a second
     * is not waited for; the next call for that name has what it answers until then.
     *
     * @return the same for all
     */
    static HostLookup system() {
        return OfSystem::find;
    }

    /** Lookups by the JDK, which caches what it finds for as long as {@code networkaddress.cache.ttl} says. */
    final class OfSystem {

        private static final Duration PATIENCE = Duration.ofSeconds(1);

        /** Lookups that have not ended, by name. */
        private static final Map<String, CompletableFuture<List<InetAddress>>> OPEN = new ConcurrentHashMap<>();

        private OfSystem() {}

        private static List<InetAddress> find(String name) throws UnknownHostException {
            CompletableFuture<List<InetAddress>> lookup = OPEN.computeIfAbsent(name, OfSystem::begin);
            try {
                List<InetAddress> found = lookup.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                OPEN.remove(name, lookup);
                return found;
            } catch (TimeoutException e) {
                throw unknown("host " + name + " is not known yet: its name server does not answer", e);
            } catch (ExecutionException e) {
                OPEN.remove(name, lookup);
                throw unknown("host " + name + " does not resolve", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unknown("host " + name + " is not known yet: interrupted", e);
            }
        }

        private static CompletableFuture<List<InetAddress>> begin(String name) {
            CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
            Schedulers.boundedElastic().schedule(() -> {
                try {
                    result.complete(List.of(InetAddress.getAllByName(name)));
                } catch (UnknownHostException | RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
            return result;
        }

        private static UnknownHostException unknown(String problem, Throwable cause) {
            UnknownHostException unknown = new UnknownHostException(problem);
            unknown.initCause(cause);
            return unknown;
        }
    }
}
