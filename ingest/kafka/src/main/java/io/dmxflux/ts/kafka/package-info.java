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
 * <p><b>A record</b> is a chunk, byte for byte, without a key; its timestamp is the chunk's time, by which brokers find it. Or it
 * is a mark: its key is the epoch of a writer, 4 bytes, its value says which process that is, its timestamp is 0.
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
 * <p><b>Several hosts</b> that receive one stream agree by a {@link KafkaLease} on who writes it; a {@link KafkaStandby} joins the
 * lease to a ring of what came last, and to the writer.
 * <pre>
 *   the owner ends, or closes    nothing; the next goes on at once
 *   the owner is killed          hot: nothing, readers pause 5.9 to 7.6 s
 *                                cold: what comes until it is noticed, 5.4 to 7.1 s
 *   the owner is cut off         as if it was killed; it gives up by itself, and what it still appends is not read
 *   the leading broker dies      hot: nothing, readers pause 3.1 to 4.5 s; the owner may lose the lease, and takes over from
 *                                itself
 *                                cold: nothing, or what comes in that time, once 7.6 s
 *   all brokers are away         hot: what is older than the ring when they are back. After 20 s, and 12 to 14 s to agree,
 *                                that of 45 s lacked nothing, of a multiplex and of a service, readers paused 32 s; one of
 *                                30 s lacked 2.8 s
 *                                cold: all that comes until the lease is settled again, 31 s for 20
 *   cold, ended in order         what comes until the next one writes, 0.5 to 0.7 s
 * </pre>
 * What is lost is left out of the numbers of datagrams, about as many as came in the time, which readers count as missing. Who
 * writes next has as much of it on its own account as refused: 1 % more than was missing, where it was measured. Nothing
 * came twice. (Measured with a stream of 3 Mbit/s and three brokers on one machine that had other work for 40 processors,
 * {@code session.timeout.ms=6000}, {@code broker.session.timeout.ms=3000}.)
 *
 * <p><b>The fence.</b> A new writer appends a mark before it looks where the stream ends. As the order of a topic is one, it and
 * all readers agree on what counts: every chunk before the mark, and behind it none of an earlier epoch. So what an owner still
 * has on its way when another takes over, or when it comes back from a pause, is never taken for the stream. A reader that
 * begins behind a mark learns of it from the records before its place. Rejected: a transactional producer, which brokers
 * fence themselves. It did, and opened in 0.3 to 0.4 s; but each commit, which is a record of its own, held up the writer 6 ms,
 * 290 ms at worst, a takeover needs the topic of transactions as well, and what came since the last commit, though acknowledged, is
 * aborted with its owner.
 *
 * <p><b>A hundred multiplexes,</b> calculated: 100 streams of 50 Mbit/s, three copies, kept a day
 * <pre>
 *   in             5 Gbit/s, 625 MB/s, 54 TB a day; 162 TB on the disks of all brokers; 10 000 chunks a second
 *   disks          1.9 GB/s written by all brokers together: with six, 313 MB/s and 27 TB each, twelve disks of 4 TB each
 *   network        of each of six brokers: in 104 MB/s from writers and 208 MB/s from other brokers, out 208 MB/s to them,
 *                  and 104 MB/s for each reader of all streams: 2.5 Gbit/s in, 2.5 Gbit/s out with one reader, 10 Gbit/s ports
 *   cores          of all writers 8, of a reader of all streams 2, of each broker 3: 12.5, 2.8 and, all brokers together,
 *                  29 CPU-seconds for each GB that comes in, measured with four streams on two busy cores, 25 s after the start
 *   memory         of writers 55 MB a stream resident, and up to 75 MB more, 12 s, while nothing is acknowledged
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
