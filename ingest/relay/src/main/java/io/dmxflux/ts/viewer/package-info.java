// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Viewers of services by HTTP: the transport stream itself, and HTTP Live Streaming.
 * <pre>
 *   relay.LiveServices --batches--&gt; Fanout --+--&gt; Audience (of one HTTP thread) --&gt; Viewer --&gt; connection
 *      one output a service        the last   +--&gt; Audience --&gt; Viewer, Viewer, ...
 *                                  point on   +--&gt; LiveSegments --&gt; playlist, segments
 * </pre>
 *
 * <p><b>One output a service:</b> it is opened at the first viewer, and closed some seconds after the last, however many there
 * are; it has a book of its own like any output. A change of configuration, or an input that is opened again, leaves viewers
 * connected: {@link io.dmxflux.ts.viewer.WatchedService} asks for the service until it comes.
 * <p><b>Memory:</b> batches are shared by all viewers of a service, each of whom may be so many bytes behind; together they hold
 * the newest of them once. A viewer that is further behind loses its own oldest batches, on the account of
 * {@link io.dmxflux.ts.books.ViewerBook}, and nobody else's.
 * <p><b>Threading:</b> the thread that splits the multiplex hands each batch to each audience, one task for all viewers of one
 * HTTP thread; everything else of a viewer is on that thread.
 * <p><b>Back in time:</b> {@link io.dmxflux.ts.viewer.TimeShift} keeps the multiplex of each input that runs in a log, by an
 * output of its own, and splits it again for each viewer who goes back. One log of a multiplex, and not one of each service:
 * writing is what goes on day and night, and a multiplex is one copy, one file and one thread, and has the tables of before
 * the moment; services would be as many splitter outputs, queues and files, each open for hours and read by nobody. A viewer
 * who goes back reads up to ten times what it gets, out of memory that other readers of that time share.
 * <pre>
 *   log --(a reader behind the writer)--&gt; SegmentMarker --&gt; SegmentLists, KeptSegmentFile --&gt; playlist of hours
 *       --(a reader for each segment that is asked for)--&gt; ServiceExtract --&gt; segment
 * </pre>
 *
 * <p><b>Design notes.</b> Segments of what is kept are found as it is written, and not when somebody asks: only who has seen all of
 * it knows their durations, and where it is discontinuous. Rejected: segments by the clock alone, which need no list, but begin where no point
 * is, and cannot tell a jump of time stamps. That an output has ended is looked for four times a second, and not told: relays come and go by
 * configuration, and a listener of each would have to be moved along. Streams end with their connection and have no chunks:
 * each would be three writes in place of one, and old players take chunks for data.
 */
@NullMarked
package io.dmxflux.ts.viewer;

import org.jspecify.annotations.NullMarked;
