// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The log of streams ({@link io.dmxflux.ts.log}) in a cluster of Apache Kafka, where one machine is not enough: relays on any
 * host read any stream, and ingest hosts take over from each other.
 *
 * <pre>
 *   TsChunk --LogWriter.append--&gt; LogIntake --(own thread)--&gt; Kafka's producer --acks=all--&gt; topic, partition 0
 *             never blocks        bounded; drops            2 MB at most
 *                                 the oldest
 *   TsChunk &lt;--(own thread)-- ReadOrder &lt;-- Kafka's consumer, by assign; paused without demand
 *     slice of an answer      drops what is repeated, or of an earlier writer
 * </pre>
 *
 * <p><b>A record</b> is a chunk, byte for byte, without a key; its timestamp is the chunk's time, by which brokers find it.
 *
 * <p><b>Topics</b> are made with these settings. One that is there with others is refused, in one line:
 * <pre>
 *   partitions                       1: the order of a stream is the order of its chunks
 *   replication factor               3, or more
 *   min.insync.replicas              2: a chunk is acknowledged once two brokers have it
 *   unclean.leader.election.enable   false: what was acknowledged is never given up
 *   cleanup.policy                   delete
 *   retention.ms, retention.bytes    as the log is kept
 *   message.timestamp.type           CreateTime
 *   compression.type                 producer, which does not compress
 *   max.message.bytes                1 MiB, or more
 * </pre>
 *
 * <p><b>What is lost when</b>
 * <pre>
 *   a broker dies           nothing that was acknowledged; what comes until another leads waits, 12 s of it unless set
 *   all brokers are away    the oldest of what waits longer; counted, and told when they are back
 *   the writer dies         what waited, and what was not acknowledged
 * </pre>
 * A reader sees each position once. What is missing shows as a gap of positions. When the leading broker of three was killed,
 * on one machine, with {@code broker.session.timeout.ms=3000}, nothing was acknowledged for 3.2 s, and nothing was lost.
 *
 * <p><b>Several hosts</b> that receive one stream agree by a {@link KafkaLease} on who writes it. When the process of the owner
 * was killed, a standby owned the stream 5.7 s later (three brokers on one machine, {@code session.timeout.ms=6000}). What the
 * new owner has in a {@link io.dmxflux.ts.log.StandbyRing} closes that gap, for readers a pause; without one, the gap is lost,
 * and so is what its tuner needs for a lock. Nothing joins lease, ring and writer yet: a program does that itself.
 *
 * <p><b>A hundred multiplexes,</b> calculated, not measured: 100 streams of 50 Mbit/s, three copies, kept a day
 * <pre>
 *   in             5 Gbit/s, 625 MB/s, 54 TB a day; 162 TB on the disks of all brokers; 10 000 chunks a second
 *   disks          1.9 GB/s written by all brokers together: with six, 313 MB/s and 27 TB each, twelve disks of 4 TB each
 *   network        of each of six brokers: in 104 MB/s from writers and 209 MB/s from other brokers, out 209 MB/s to them,
 *                  and 104 MB/s for each reader of all streams: 2.5 Gbit/s in, 2.5 Gbit/s out with one reader, 10 Gbit/s ports
 *   one broker     of six fails: the other five have 125 MB/s from writers each; it is 27 TB behind if it comes back empty, a
 *                  day at 313 MB/s beside the stream
 *   fails first    the disks' capacity, by retention; then the network of a broker, when readers of the past join. With ports
 *                  of 1 Gbit/s, the network at once
 * </pre>
 *
 * <p><b>Design notes:</b> readers are no consumer group, as a rebalance would stop those that have nothing to do with each
 * other. The client has no say in what is dropped: it would drop the newest, or block.
 */
@NullMarked
package io.dmxflux.ts.kafka;

import org.jspecify.annotations.NullMarked;
