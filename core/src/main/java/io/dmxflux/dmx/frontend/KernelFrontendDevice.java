// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.sys.Cure;
import io.dmxflux.dmx.sys.DeviceUsers;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.dmx.sys.FileDescriptor;
import io.dmxflux.dmx.sys.FrontendIoctl;
import io.dmxflux.dmx.sys.FrontendLayout;
import io.dmxflux.dmx.sys.StructMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The kernel's frontend.
 *
 * <p>Opened with O_NONBLOCK, without which {@code FE_GET_EVENT} waits. Opened O_RDONLY to observe: the kernel then lets pass
 * what reads, also while another tunes it.
 */
final class KernelFrontendDevice implements FrontendDevice {

    private static final int WORD_BYTES = 4;
    private static final int SHORTEST_MESSAGE = 3;
    private static final int LONGEST_MESSAGE = 6;
    private static final int TONE_ON = 0;
    private static final int TONE_OFF = 1;
    private static final int UNSIGNED_SHORT = 0xFFFF;
    private static final long HZ_PER_KHZ = 1_000;

    /** SYS_TURBO, 8PSK of American satellites: of no use to us, and yet it may be the system in force. */
    private static final int TURBO = 17;

    private final FileDescriptor descriptor;
    private final StructMemory event = new StructMemory(FrontendLayout.EVENT_BYTES);
    private final StructMemory word = new StructMemory(WORD_BYTES);

    private KernelFrontendDevice(FileDescriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** Opens a node to tune it. */
    static FrontendDevice open(String path) {
        return open(path, FileDescriptor.O_RDWR);
    }

    /** Opens a node to read what it does. */
    static FrontendDevice openToObserve(String path) {
        return open(path, FileDescriptor.O_RDONLY);
    }

    private static FrontendDevice open(String path, int access) {
        try {
            return new KernelFrontendDevice(
                    FileDescriptor.open(path, access | FileDescriptor.O_NONBLOCK, Cure.FRONTEND));
        } catch (ErrnoException e) {
            throw e.is(Errno.EBUSY) ? e.withCure(cureOfBusy(path)) : e;
        }
    }

    private static String cureOfBusy(String path) {
        List<String> users = DeviceUsers.of(Path.of(path));
        return users.isEmpty()
                ? "close what tunes it, or only observe it (fuser " + path + " names it)"
                : "close " + String.join(", ", users) + ", or only observe it";
    }

    @Override
    public String path() {
        return descriptor.path();
    }

    /** Reads the system in force with the limits: they are in kHz if it is a satellite's. */
    @Override
    public FrontendInfo info() {
        int system = get(List.of(DtvProperty.DELIVERY_SYSTEM)).get(0).value();
        StructMemory info = new StructMemory(FrontendLayout.INFO_BYTES);
        descriptor.ioctl(FrontendIoctl.FE_GET_INFO, info);
        long unit = isInKhz(system) ? HZ_PER_KHZ : 1;
        return new FrontendInfo(
                path(),
                text(info.getBytes(FrontendLayout.INFO_NAME, FrontendLayout.INFO_NAME_BYTES)),
                systems(),
                unit * unsigned(info, FrontendLayout.INFO_FREQUENCY_MIN),
                unit * unsigned(info, FrontendLayout.INFO_FREQUENCY_MAX),
                unit * unsigned(info, FrontendLayout.INFO_FREQUENCY_STEP),
                unit * unsigned(info, FrontendLayout.INFO_FREQUENCY_TOLERANCE),
                unsigned(info, FrontendLayout.INFO_SYMBOL_RATE_MIN),
                unsigned(info, FrontendLayout.INFO_SYMBOL_RATE_MAX),
                info.getInt(FrontendLayout.INFO_CAPS));
    }

    private static boolean isInKhz(int system) {
        return system == TURBO
                || Parameter.of(DeliverySystem.class, system)
                        .filter(DeliverySystem::isSatellite)
                        .isPresent();
    }

    private static long unsigned(StructMemory info, int offset) {
        return Integer.toUnsignedLong(info.getInt(offset));
    }

    private static String text(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < bytes.length && bytes[at] != 0; at++) {
            text.append((char) Byte.toUnsignedInt(bytes[at]));
        }
        return text.toString().strip();
    }

    private List<DeliverySystem> systems() {
        StructMemory property = new StructMemory(FrontendLayout.PROPERTY_BYTES)
                .putInt(FrontendLayout.PROPERTY_COMMAND, FrontendLayout.DTV_ENUM_DELSYS);
        call(FrontendIoctl.FE_GET_PROPERTY, property, 1);
        int count =
                Math.min(property.getInt(FrontendLayout.PROPERTY_BUFFER_LENGTH), FrontendLayout.PROPERTY_BUFFER_BYTES);
        List<DeliverySystem> systems = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            int number = property.getUnsignedByte(FrontendLayout.PROPERTY_DATA + at);
            Parameter.of(DeliverySystem.class, number).ifPresent(systems::add);
        }
        return systems;
    }

    @Override
    public void set(List<DtvSetting> settings) {
        StructMemory properties = properties(settings.size());
        for (int index = 0; index < settings.size(); index++) {
            int at = index * FrontendLayout.PROPERTY_BYTES;
            DtvSetting setting = settings.get(index);
            properties
                    .putInt(
                            at + FrontendLayout.PROPERTY_COMMAND,
                            setting.property().number())
                    .putInt(at + FrontendLayout.PROPERTY_DATA, setting.value());
        }
        call(FrontendIoctl.FE_SET_PROPERTY, properties, settings.size());
    }

    @Override
    public List<DtvReading> get(List<DtvProperty> wanted) {
        StructMemory properties = properties(wanted.size());
        for (int index = 0; index < wanted.size(); index++) {
            properties.putInt(
                    index * FrontendLayout.PROPERTY_BYTES + FrontendLayout.PROPERTY_COMMAND,
                    wanted.get(index).number());
        }
        call(FrontendIoctl.FE_GET_PROPERTY, properties, wanted.size());
        List<DtvReading> readings = new ArrayList<>();
        for (int index = 0; index < wanted.size(); index++) {
            readings.add(reading(wanted.get(index), properties, index * FrontendLayout.PROPERTY_BYTES));
        }
        return readings;
    }

    private static DtvReading reading(DtvProperty property, StructMemory properties, int at) {
        return property.isStatistic()
                ? new DtvReading(property, 0, statistics(properties, at))
                : new DtvReading(property, properties.getInt(at + FrontendLayout.PROPERTY_DATA), List.of());
    }

    private static List<DtvStatistic> statistics(StructMemory properties, int at) {
        int count = Math.min(
                properties.getUnsignedByte(at + FrontendLayout.STATISTICS_LENGTH), FrontendLayout.MOST_STATISTICS);
        List<DtvStatistic> statistics = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            int entry = at + index * FrontendLayout.STATISTIC_BYTES;
            statistics.add(new DtvStatistic(
                    scale(properties.getUnsignedByte(entry + FrontendLayout.STATISTICS_SCALE)),
                    properties.getLong(entry + FrontendLayout.STATISTICS_VALUE)));
        }
        return statistics;
    }

    private static DtvStatistic.Scale scale(int number) {
        DtvStatistic.Scale[] scales = DtvStatistic.Scale.values();
        return number < scales.length ? scales[number] : DtvStatistic.Scale.NOT_AVAILABLE;
    }

    private static StructMemory properties(int count) {
        Check.argument(
                count > 0 && count <= FrontendLayout.MOST_PROPERTIES,
                "properties",
                count,
                "1 to " + FrontendLayout.MOST_PROPERTIES);
        return new StructMemory(count * FrontendLayout.PROPERTY_BYTES);
    }

    private void call(FrontendIoctl ioctl, StructMemory properties, int count) {
        StructMemory list = new StructMemory(FrontendLayout.PROPERTIES_BYTES)
                .putInt(FrontendLayout.PROPERTIES_COUNT, count)
                .pointTo(FrontendLayout.PROPERTIES_ADDRESS, properties);
        descriptor.ioctl(ioctl, list);
    }

    @Override
    public int status() {
        descriptor.ioctl(FrontendIoctl.FE_READ_STATUS, word.putInt(0, 0));
        return word.getInt(0);
    }

    @Override
    public OptionalInt event() {
        return descriptor.ioctlIfReady(FrontendIoctl.FE_GET_EVENT, event)
                ? OptionalInt.of(event.getInt(FrontendLayout.EVENT_STATUS))
                : OptionalInt.empty();
    }

    @Override
    public RawFigures raw() {
        return new RawFigures(
                wide(FrontendIoctl.FE_READ_BER),
                narrow(FrontendIoctl.FE_READ_SIGNAL_STRENGTH),
                narrow(FrontendIoctl.FE_READ_SNR),
                wide(FrontendIoctl.FE_READ_UNCORRECTED_BLOCKS));
    }

    private OptionalLong wide(FrontendIoctl ioctl) {
        Optional<StructMemory> answer = figure(ioctl);
        return answer.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Integer.toUnsignedLong(answer.get().getInt(0)));
    }

    private OptionalInt narrow(FrontendIoctl ioctl) {
        Optional<StructMemory> answer = figure(ioctl);
        return answer.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(answer.get().getShort(0) & UNSIGNED_SHORT);
    }

    /** Reads one figure; a driver that has none, or has none now, answers with one of several errors. */
    private Optional<StructMemory> figure(FrontendIoctl ioctl) {
        try {
            descriptor.ioctl(ioctl, word.putInt(0, 0));
            return Optional.of(word);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENODEV)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    @Override
    public void tone(boolean on) {
        descriptor.ioctl(FrontendIoctl.FE_SET_TONE, on ? TONE_ON : TONE_OFF);
    }

    @Override
    public void voltage(LnbVoltage voltage) {
        descriptor.ioctl(FrontendIoctl.FE_SET_VOLTAGE, voltage.number());
    }

    @Override
    public void diseqc(byte[] message) {
        Check.argument(
                message.length >= SHORTEST_MESSAGE && message.length <= LONGEST_MESSAGE,
                "diseqc",
                message.length + " bytes",
                "3 to 6 bytes");
        StructMemory command = new StructMemory(FrontendLayout.MESSAGE_BYTES)
                .putBytes(0, message)
                .putByte(FrontendLayout.MESSAGE_LENGTH, message.length);
        descriptor.ioctl(FrontendIoctl.FE_DISEQC_SEND_MASTER_CMD, command);
    }

    @Override
    public void burst(ToneBurst burst) {
        descriptor.ioctl(FrontendIoctl.FE_DISEQC_SEND_BURST, burst.number());
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
