// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.scan;

import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.channel.Channel;
import io.dmxflux.ts.channel.ChannelPids;
import io.dmxflux.ts.psi.HarmlessText;
import io.dmxflux.ts.psi.LogicalChannels;
import io.dmxflux.ts.psi.NetworkInformationTable;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.SatelliteDeliverySystemDescriptor;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.Service;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import io.dmxflux.ts.psi.TableCollector;
import io.dmxflux.ts.psi.TableFollower;
import io.dmxflux.ts.psi.TableId;
import io.dmxflux.ts.psi.TableListener;
import io.dmxflux.ts.psi.TransportStream;
import io.dmxflux.ts.psi.VirtualChannel;
import io.dmxflux.ts.psi.VirtualChannelTable;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tables of a multiplex until all are there, or it is no use to wait longer.
 *
 * <p><b>Threading:</b> any; packets come on one thread, and who waits asks on another.
 */
final class MultiplexReading implements TableListener {

    /** Networks of which a multiplex tells; more are told by damage alone. */
    private static final int MOST_OTHERS = 256;

    private final TableFollower follower = new TableFollower(this);
    private final TableCollector networkSections = new TableCollector();
    private final TableCollector virtualSections = new TableCollector();
    private final Map<Integer, ProgramMapTable> maps = new TreeMap<>();
    private final Map<Integer, TableCollector> otherSections = new TreeMap<>();
    private final Map<Integer, NetworkInformationTable> others = new TreeMap<>();
    private final ScanWaits waits;
    private final boolean withOthers;

    private @Nullable ProgramAssociationTable programs;
    private @Nullable ServiceDescriptionTable described;
    private @Nullable NetworkInformationTable network;
    private @Nullable VirtualChannelTable virtual;

    /** The PIDs of PMTs by program number. */
    private final Map<Integer, Integer> pmtPids = new TreeMap<>();

    private boolean hasPackets;
    private @Nullable Duration beganAt;
    private @Nullable Duration programsAt;

    /**
     * A reading of nothing yet.
     *
     * @param waits how long to wait for each table
     * @param withOthers whether the NITs of other networks are read as well; how many there are nothing tells, so that they are
     *     collected for as long as a NIT is waited for
     */
    MultiplexReading(ScanWaits waits, boolean withOthers) {
        this.waits = waits;
        this.withOthers = withOthers;
        follower.follow(Pid.NIT);
        follower.follow(Pid.PSIP);
    }

    /** Reads whole packets. */
    synchronized void add(ByteBuf buffer) {
        hasPackets |= buffer.isReadable();
        for (int packet = buffer.readerIndex(); packet < buffer.writerIndex(); packet += TsPacket.LENGTH) {
            if (!TsPacket.transportError(buffer, packet)) {
                follower.packet(TsPacket.pid(buffer, packet), buffer, packet, 0);
            }
        }
    }

    @Override
    public void programs(ProgramAssociationTable table) {
        pmtPids.values().forEach(follower::unfollow);
        pmtPids.clear();
        maps.clear();
        table.programs().stream()
                .filter(program -> program.programNumber() != Program.NETWORK)
                .forEach(program -> pmtPids.putIfAbsent(program.programNumber(), program.pid()));
        pmtPids.values().forEach(follower::follow);
        programs = table;
        programsAt = null;
    }

    @Override
    public void services(ServiceDescriptionTable table) {
        described = table;
    }

    @Override
    public void programMap(int pid, ProgramMapTable map, Section section, long arrivalNanos) {
        maps.put(map.programNumber(), map);
    }

    @Override
    public void section(int pid, Section section, long arrivalNanos) {
        if (pid == Pid.NIT && section.tableId() == TableId.NIT_ACTUAL && networkSections.add(section)) {
            network = NetworkInformationTable.parse(networkSections.sections());
        } else if (pid == Pid.NIT && section.tableId() == TableId.NIT_OTHER && withOthers) {
            other(section);
        } else if (pid == Pid.PSIP && VirtualChannelTable.isVct(section.tableId()) && virtualSections.add(section)) {
            virtual = VirtualChannelTable.parse(virtualSections.sections());
        }
    }

    private void other(Section section) {
        int networkId = section.tableIdExtension();
        if (otherSections.size() < MOST_OTHERS || otherSections.containsKey(networkId)) {
            TableCollector sections = otherSections.computeIfAbsent(networkId, id -> new TableCollector());
            if (sections.add(section)) {
                others.put(networkId, NetworkInformationTable.parse(sections.sections()));
            }
        }
    }

    /**
     * Tells whether to stop. The times for tables begin with the first packet: between it and the lock are the opening of the demux
     * and whatever a machine that is busy adds. It may take as long as the lock.
     *
     * @param sinceLock how long it is being read
     * @return true if all is there, or what is missing is late
     */
    synchronized boolean isOver(Duration sinceLock) {
        if (!hasPackets) {
            return isLate(sinceLock, waits.lock());
        }
        if (beganAt == null) {
            beganAt = sinceLock;
        }
        return isOverSince(sinceLock.minus(beganAt));
    }

    private boolean isOverSince(Duration time) {
        if (programs == null) {
            return isLate(time, waits.programs());
        }
        if (programsAt == null) {
            programsAt = time;
        }
        boolean mapped = maps.size() >= pmtPids.size() || isLate(time.minus(programsAt), waits.programs());
        return mapped && (virtual != null || isDescribedOrLate(time));
    }

    /** Where there is a Virtual Channel Table, it is ATSC, which has neither of the others. */
    private boolean isDescribedOrLate(Duration time) {
        return (described != null || isLate(time, waits.services()))
                && (network != null && !withOthers || isLate(time, waits.network()));
    }

    private static boolean isLate(Duration time, Duration limit) {
        return time.compareTo(limit) >= 0;
    }

    /**
     * Returns the transport streams of the network, and those of the others. Where the network is that of a satellite, what others
     * have on satellites elsewhere needs another dish, and is left out.
     */
    synchronized List<TransportStream> transportStreams() {
        List<TransportStream> streams = new ArrayList<>(
                network().map(NetworkInformationTable::transportStreams).orElse(List.of()));
        Set<Integer> positions =
                streams.stream().flatMap(MultiplexReading::positions).collect(Collectors.toSet());
        others.values().stream()
                .flatMap(other -> other.transportStreams().stream())
                .filter(stream -> positions.isEmpty() || positions(stream).allMatch(positions::contains))
                .forEach(streams::add);
        return streams;
    }

    private static Stream<Integer> positions(TransportStream stream) {
        return stream.descriptors().stream()
                .filter(SatelliteDeliverySystemDescriptor.class::isInstance)
                .map(descriptor -> ((SatelliteDeliverySystemDescriptor) descriptor).orbitalPosition());
    }

    /** Returns the NIT of the network. */
    synchronized Optional<NetworkInformationTable> network() {
        return Optional.ofNullable(network);
    }

    /** Returns what was found; empty without a PAT. */
    synchronized Optional<ScannedMultiplex> multiplex(Tuning tuning, FrontendState state, List<NamedCarrier> named) {
        ProgramAssociationTable pat = programs;
        if (pat == null) {
            return Optional.empty();
        }
        OptionalInt networkId = described == null ? OptionalInt.empty() : OptionalInt.of(described.originalNetworkId());
        Map<Integer, Integer> numbers = network().stream()
                .flatMap(table -> table.transportStreams().stream())
                .filter(stream -> stream.transportStreamId() == pat.transportStreamId())
                .findFirst()
                .map(stream -> LogicalChannels.of(stream.descriptors()))
                .orElse(Map.of());
        List<Channel> channels = pmtPids.keySet().stream()
                .map(id -> channel(id, numbers, pat.transportStreamId(), networkId, tuning))
                .toList();
        String name = network()
                .map(NetworkInformationTable::networkName)
                .map(HarmlessText::oneLine)
                .orElse("");
        return Optional.of(
                new ScannedMultiplex(tuning, state, pat.transportStreamId(), networkId, name, channels, named));
    }

    private Channel channel(
            int serviceId, Map<Integer, Integer> numbers, int transportStreamId, OptionalInt networkId, Tuning tuning) {
        Optional<VirtualChannel> virtualChannel =
                Optional.ofNullable(virtual).flatMap(table -> table.channel(serviceId));
        OptionalInt number = virtualChannel.isPresent()
                ? OptionalInt.of(virtualChannel.get().major())
                : Optional.ofNullable(numbers.get(serviceId))
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty());
        ProgramMapTable map = maps.get(serviceId);
        return new Channel(
                Optional.ofNullable(described)
                        .flatMap(table -> table.service(serviceId))
                        .map(Service::name)
                        .filter(name -> !name.isEmpty())
                        .or(() -> virtualChannel.map(VirtualChannel::shortName))
                        .orElse(""),
                serviceId,
                number,
                virtualChannel.map(VirtualChannel::minor).orElse(OptionalInt.empty()),
                OptionalInt.of(transportStreamId),
                networkId,
                map == null ? ChannelPids.NONE : ChannelPids.of(map),
                tuning);
    }
}
