// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.announce.ListsArea;
import io.dmxflux.ts.announce.ServedInputs;
import io.dmxflux.ts.books.KeptBook;
import io.dmxflux.ts.books.ViewerBook;
import io.dmxflux.ts.detail.DetailArea;
import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.http.HealthArea;
import io.dmxflux.ts.http.HttpArea;
import io.dmxflux.ts.http.HttpEndpoint;
import io.dmxflux.ts.http.HttpKey;
import io.dmxflux.ts.http.HttpSettings;
import io.dmxflux.ts.http.ReloadArea;
import io.dmxflux.ts.http.RequestUrls;
import io.dmxflux.ts.http.TimeShiftSettings;
import io.dmxflux.ts.metrics.MetricsArea;
import io.dmxflux.ts.metrics.TimeShiftBooks;
import io.dmxflux.ts.page.PageArea;
import io.dmxflux.ts.relay.Relays;
import io.dmxflux.ts.relay.ServiceDirectory;
import io.dmxflux.ts.state.ProcessFacts;
import io.dmxflux.ts.state.ServiceState;
import io.dmxflux.ts.state.StateArea;
import io.dmxflux.ts.state.StateRecorder;
import io.dmxflux.ts.viewer.TimeShift;
import io.dmxflux.ts.viewer.ViewerArea;
import io.dmxflux.ts.viewer.ViewerLimits;
import io.dmxflux.ts.viewer.Viewers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP servers of relays, and what they serve: the one place where areas meet what they tell of.
 *
 * <p><b>Ownership:</b> owns the servers, and the areas from the first address on.
 * <p><b>Threading:</b> every method from any thread but an event loop's.
 */
final class RelayServers implements AutoCloseable {

    private final Relays relays;
    private final ServiceDirectory services;
    private final Supplier<ReloadArea.Outcome> reload;
    private final Optional<StateRecorder> recorder;
    private final Consumer<String> told;
    private final HttpEndpoint http;
    private final HttpEndpoint metrics;

    /** Opened, to be closed in the opposite order. */
    private final List<HttpArea> opened = new ArrayList<>();

    private List<HttpArea> ofMetrics = List.of();

    /** Null before services are served. */
    private volatile @Nullable Viewers watched;

    /** Null while nothing is kept. */
    private volatile @Nullable TimeShift kept;

    private HttpSettings inForce = HttpSettings.NONE;

    /**
     * Servers without an address.
     *
     * @param relays what they tell of
     * @param recorder follows their state from the first address on; empty if there will be none
     * @param reload has the configuration read again
     * @param told receives a line with each new address, and when there is none any more
     */
    RelayServers(
            Relays relays,
            Optional<StateRecorder> recorder,
            Supplier<ReloadArea.Outcome> reload,
            Consumer<String> told) {
        this.relays = relays;
        this.services = new ServiceDirectory(relays);
        this.recorder = recorder;
        this.reload = reload;
        this.told = told;
        this.http = new HttpEndpoint(HttpKey.HTTP, this::areas, told);
        this.metrics = new HttpEndpoint(HttpKey.METRICS, this::areasOfMetrics, told);
    }

    /** All that is served; asked for once. */
    private List<HttpArea> areas() {
        List<HttpArea> all = new ArrayList<>(areasOfMetrics());
        all.add(open(new DetailArea(services)));
        all.add(open(new ListsArea(
                new ServedInputs(services), RequestUrls::absolute, RequestUrls::isPublic, ProcessFacts.hostName())));
        all.add(open(new ReloadArea(reload)));
        Viewers viewers = new Viewers(relays.live(), ViewerLimits.DEFAULT);
        watched = viewers;
        recorder.ifPresent(state -> {
            state.start(relays, () -> watching(viewers), this::keptBooks);
            all.add(open(new StateArea(state)));
            all.add(open(new PageArea(state::state)));
        });
        all.add(open(
                new ViewerArea(relays, services, viewers, request -> RequestUrls.withToken(request, ""), this::shift)));
        return all;
    }

    private Optional<TimeShift> shift() {
        return Optional.ofNullable(kept);
    }

    /** Keeps what is asked for from now on; with other limits from where it was on. */
    private void keep(HttpSettings next) {
        Optional<TimeShiftSettings> wanted = next.address(HttpKey.HTTP).flatMap(address -> next.timeshift());
        if (wanted.equals(shift().map(TimeShift::settings))) {
            return;
        }
        shift().ifPresent(TimeShift::close);
        kept = wanted.map(settings -> new TimeShift(relays.live(), settings, ViewerLimits.DEFAULT, told))
                .orElse(null);
    }

    private Map<ServicePath, ViewerBook> viewerBooks() {
        Viewers now = watched;
        return now == null ? Map.of() : now.books();
    }

    private Map<ServicePath, ViewerBook> shiftedBooks() {
        return shift().map(TimeShift::books).orElse(Map.of());
    }

    private Map<String, KeptBook> keptBooks() {
        return shift().map(TimeShift::kept).orElse(Map.of());
    }

    private static Map<String, ServiceState.Viewers> watching(Viewers viewers) {
        Map<String, ServiceState.Viewers> watching = new HashMap<>();
        viewers.books()
                .forEach((path, book) ->
                        watching.put(path.toString(), new ServiceState.Viewers(book.viewers(), book.players())));
        return watching;
    }

    private List<HttpArea> areasOfMetrics() {
        if (ofMetrics.isEmpty()) {
            ofMetrics = List.of(
                    open(MetricsArea.open(
                            relays, this::viewerBooks, new TimeShiftBooks(this::keptBooks, this::shiftedBooks))),
                    open(new HealthArea(() -> Readiness.problems(relays))));
        }
        return ofMetrics;
    }

    private HttpArea open(HttpArea area) {
        opened.add(0, area);
        return area;
    }

    /**
     * Serves as asked from now on.
     *
     * @param next what is asked for
     * @throws io.dmxflux.ts.http.RefusedServerException in one line, if an address cannot be had; all is as before then
     */
    synchronized void move(HttpSettings next) {
        HttpSettings before = inForce;
        http.move(next);
        try {
            metrics.move(next);
        } catch (RuntimeException e) {
            http.move(before);
            throw e;
        }
        relays.inspect(next.address(HttpKey.HTTP).isPresent());
        keep(next);
        inForce = next;
    }

    /** Returns what is in force. */
    synchronized HttpSettings settings() {
        return inForce;
    }

    @Override
    public synchronized void close() {
        http.close();
        metrics.close();
        shift().ifPresent(TimeShift::close);
        opened.forEach(HttpArea::close);
        opened.clear();
    }
}
