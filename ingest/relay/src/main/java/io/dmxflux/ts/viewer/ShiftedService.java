// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.dmxflux.ts.log.LogEnd;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.TsLog;
import io.dmxflux.ts.source.LogSource;
import io.dmxflux.ts.split.MultiplexSplitter;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.split.SlowOutputPolicy;
import io.dmxflux.ts.split.SplitOutput;
import io.dmxflux.ts.split.SplitOutputConfig;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * One service out of a multiplex that is kept, from a moment on, or up to another, for one reader.
 * <pre>
 *   log --what is before the moment, at once--+--&gt; splitter --&gt; Fanout --from the last point on--&gt; reader
 *       --what is behind it, as it came-------+
 * </pre>
 *
 * <p><b>Threading:</b> one thread reads; some that all share pace and split; {@link #close} and {@link #leave} from any, without a wait.
 */
final class ShiftedService implements AutoCloseable {

    /** Before the moment there are tables and a point within, as far as there are any. */
    private static final Duration LEAD = Duration.ofSeconds(6);

    private static final SplitOutputConfig CUT = new SplitOutputConfig(7, 32, Duration.ofMillis(100));

    private final Fanout fanout = new Fanout();
    private final LogSource before;
    private final LogSource behind;
    private final MultiplexSplitter splitter;
    private final SplitOutput output;
    private final Disposable.Swap sending = Disposables.swap();
    private final Disposable.Swap splitting = Disposables.swap();
    private volatile @Nullable Reader reader;

    /**
     * Reads nothing yet.
     *
     * @param log where it is kept
     * @param stream of the multiplex
     * @param serviceId which service
     * @param at the moment
     * @param to where it ends
     * @param timers on which the splitter waits
     * @param pacing on which it is paced and split
     */
    ShiftedService(TsLog log, String stream, int serviceId, Instant at, LogEnd to, Scheduler timers, Scheduler pacing) {
        before = LogSource.fast(log, stream, new LogStart.At(at.minus(LEAD)), at);
        behind = LogSource.paced(log, stream, new LogStart.At(at), pacing, to);
        splitter = MultiplexSplitter.builder()
                .slowOutputs(SlowOutputPolicy.PAUSE_INPUT)
                .longestDelay(Duration.ZERO)
                .scheduler(timers)
                .build();
        output = splitter.addService(CUT, new ServiceSelection.ById(serviceId), ServiceEdit.NONE);
    }

    /** Begins to read for a reader, which ends when nothing is left. */
    void start(Reader watching) {
        reader = watching;
        sending.update(new FanoutSink(fanout)
                .send(output.batches())
                .subscribe(nothing -> {}, failure -> fanout.end(), fanout::end));
        Flux<ByteBuf> packets = Flux.concat(before.buffers(), Flux.defer(() -> {
            fanout.join(watching);
            return behind.buffers();
        }));
        splitting.update(splitter.split(packets).subscribe(nothing -> {}, failure -> fanout.end()));
    }

    /** Takes the reader out, which has left. */
    void leave(Reader left) {
        reader = null;
        fanout.leave(left);
        close();
    }

    @Override
    public void close() {
        before.close();
        behind.close();
        splitting.dispose();
        sending.dispose();
        fanout.close();
        Reader watching = reader;
        if (watching != null && !watching.executor().isShuttingDown()) {
            watching.executor().execute(watching::end); // it may not have begun
        }
    }
}
