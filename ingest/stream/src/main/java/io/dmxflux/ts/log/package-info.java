// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * A log of transport streams, addressed by time: what was received is kept, and read again from a moment on, while it is
 * being written or later.
 *
 * <pre>
 *   buffers --ChunkCutter--&gt; TsChunk --LogWriter.append--&gt; LogIntake --(own thread)--&gt; segment, index  FileLog
 *             one copy                 never blocks          bounded; drops         gathering writes
 *                                                            the oldest
 *   TsChunk &lt;--(thread of the reader)-- BlockCache, file &lt;-- LogStart: live, a position, an instant
 *     slice                             shared
 * </pre>
 *
 * <p><b>The chunk</b> is the unit of every engine: at most 48 datagrams, or 20 ms, of whole packets. All numbers are unsigned
 * and big-endian, as in a transport stream.
 * <pre>
 *   byte      length
 *   0         4        89 54 53 43
 *   4         4        CRC-32C of everything behind it, to the end of the chunk
 *   8         4        length of the chunk, with these fields: 52 + 9 n + 188 x packets
 *   12        1        version of the format, 1
 *   13        1        n, the number of datagrams, 1 to 48
 *   14        2        PID of the first PCR; 1FFF if there is none
 *   16        4        epoch of the producer, which each that begins makes one more
 *   20        8        sequence number of the chunk in its epoch, from 0
 *   28        8        number of the first datagram, going on across epochs; its low 16 bits are the RTP sequence number
 *   36        8        wall clock when the first datagram came, milliseconds since 1970
 *   44        8        the first PCR, ticks of 27 MHz; FFFF FFFF FFFF FFFF if there is none
 *   52        8 n      when each datagram came, ticks of 27 MHz of a clock that never steps; comparable within an epoch
 *   52 + 8 n  n        packets in each datagram, 1 to 7
 *   52 + 9 n  188 ...  the packets
 * </pre>
 * The first byte is no sync byte and no letter. A reader that finds no sound chunk where one should be looks for the next
 * four bytes of the beginning that a sound chunk stands behind: so damage costs the chunks that it is in, and no other.
 *
 * <p><b>What is lost when</b> something fails, and how that is told:
 * <pre>
 *   the process is killed        what waits in the queue, and the chunk that was being written; cut off, LogEvent.Opened
 *   the machine fails            besides, what was not on the disk: LogSync; LogEvent.Unreadable where it left a hole
 *   a byte is damaged            the chunk that it is in; LogEvent.Unreadable, with the positions on both sides
 *   an index is damaged          nothing; it is made again, LogEvent.IndexRebuilt
 *   the disk is full, or fails   what comes until it takes something again; LogEvent.Waits, IsBack, LogBook.refused
 *   the folder is removed        what is in it; it is made again, LogEvent.Waits, IsBack
 *   the disk is too slow         the oldest that wait; LogEvent.FellBehind, CaughtUp, LogBook.dropped. Nothing of a caller that
 *                                waits for LogWriter.hasRoom
 *   the wall clock is stepped    nothing; LogEvent.ClockStepped. Nothing is deleted by age for an hour
 *   a reader is too slow         what is deleted before it is read; LogEvent.Overtaken
 * </pre>
 *
 * <p><b>A position</b> is the number of a datagram. It is the same in every engine. A chunk that was dropped leaves a gap in
 * the numbers, by which readers know how much is missing. What was read keeps its positions when the process ends, however
 * that is. When the machine fails, a file log goes on behind what is on the disk: positions that were read, but were not on
 * the disk yet, come a second time, in the next epoch. {@link LogSync#EACH_WRITE} makes them few: readers see
 * a write before it is forced.
 *
 * <p><b>Several hosts</b> that receive one stream: a {@link StandbyRing} of what came last goes on behind the last packet that
 * another has logged. Which of them writes is decided elsewhere ({@link LeaseState}); who has the packets sees one {@link LogFeed}.
 *
 * <p><b>Design notes.</b> An index of positions and times for each megabyte, not for each chunk: what is looked for lies in one
 * read. A run of the index ends wherever the wall clock goes back, so within a run a time is looked for in order, and between
 * runs by the earliest and the latest of each. Rejected: a mapped file, since truncating it, or a bad sector, is a signal to
 * the process where a read is an error; a header of a segment, since without one segments can be joined and cut by any
 * program; a writer that cuts damage out of the middle, since it would destroy what a person may still want to look at; a writer
 * that waits 50 ms for eight chunks to write at once, since eight streams of 38 Mbit/s took 6.7 instead of 7.0 s/GB at most, and a
 * file as fast as it goes 7.9 to 9.1 instead of 6.8 to 7.1 CPU-seconds for 4.3 GB. A timer ends the chunk that it was set for and no
 * other: when it ended whichever was open, 10 s of such a stream were 1128 chunks, and are 785 now.
 */
@NullMarked
package io.dmxflux.ts.log;

import org.jspecify.annotations.NullMarked;
