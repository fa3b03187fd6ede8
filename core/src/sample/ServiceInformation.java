// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
import io.dmxflux.packet.Crc32Mpeg;
import io.dmxflux.packet.UtcTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives the sample its tables of DVB: {@code java -cp core/target/classes ServiceInformation.java FILE PACKETS GUIDE}.
 *
 * <p>PAT and SDT are written over those of the file. NIT, EIT, TDT and TOT take the place of null packets, so that every
 * other packet, and with it every PCR, stays where it is. What there is more or less than the number of packets is made up
 * for at the end, with null packets.
 *
 * <p>The events of a service repeat in each segment of the schedule, three hours, of which this and the next two are sent. So
 * the player can send the same sections, with other times, at any time. A section of an event has as many packets as the
 * longest one of its service would need.
 *
 * <p><b>Source:</b> ETSI EN 300 468 5.2 and 6.2; ETSI TR 101 211 4.1 (segments of the schedule).
 */
final class ServiceInformation {

    /** When the file is on air, by itself. */
    private static final Instant NOW = Instant.parse("2026-01-01T21:30:00Z");

    private static final long SEGMENT_SECONDS = Duration.ofHours(3).toSeconds();
    private static final int SEGMENTS_A_DAY = 8;
    private static final int SECTIONS_A_SEGMENT = 8;
    private static final int SEGMENTS_SENT = 3;
    private static final int TRANSPORT_STREAM_ID = 1;
    private static final int NETWORK_ID = 0xFF01;
    private static final double PACKETS_PER_SECOND = 2_500_400 / 8.0 / 188;

    /** Packets for the 25 ms between sections of one table, and some more. */
    private static final int LEAST_DISTANCE = 45;

    private static final int NULL_PID = 0x1FFF;
    private static final int PRESENT_FOLLOWING = 0x4E;
    private static final int SCHEDULE = 0x50;

    /** A service; minutes of its events are 180 in all. */
    record Service(int id, int type, String name, List<Event> events) {

        /** Packets that a section of any of its events fits in. */
        int roomOfEvent() {
            return events.stream()
                    .mapToInt(event -> packets(section(PRESENT_FOLLOWING, id, 0, 0, 1, eventEntry(event, 0, NOW, 1))))
                    .max()
                    .orElseThrow();
        }
    }

    record Event(int minutes, int content, int age, List<Text> texts) {}

    /** In one language; no long text if it is empty. */
    record Text(String language, String title, String text, String longText) {}

    /** A section, to begin at a time in seconds, in so many packets. */
    record Placed(double at, int pid, byte[] section, int room) {

        int key() {
            return pid << 24 | section[0] << 16 | (pid == 0x14 ? 0 : section[3] << 8 & 0xFF00 | section[4] & 0xFF);
        }
    }

    private static final List<Service> SERVICES = List.of(
            new Service(1, 0x16, "dmxflux one", new ArrayList<>()),
            new Service(2, 0x16, "dmxflux two", new ArrayList<>()),
            new Service(3, 0x01, "dmxflux three", new ArrayList<>()));

    private final List<byte[]> packets = new ArrayList<>();
    private final Map<Integer, Integer> counters = new HashMap<>();
    private final Map<Integer, Integer> ends = new HashMap<>();
    private int cursor;

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        readGuide(Path.of(arguments[2]));
        ServiceInformation sample = new ServiceInformation();
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at < bytes.length; at += 188) {
            sample.packets.add(Arrays.copyOfRange(bytes, at, at + 188));
        }
        sample.fit(Integer.parseInt(arguments[1]));
        sample.overwrite(0x00, pat());
        sample.overwrite(0x11, sdt());
        sample.placed().stream().sorted(Comparator.comparingDouble(Placed::at)).forEach(sample::place);
        Files.write(file, join(sample.packets.toArray(byte[][]::new)));
    }

    private static void readGuide(Path guide) throws IOException {
        List<Text> texts = new ArrayList<>();
        for (String line : Files.readAllLines(guide)) {
            String[] fields = line.split(" *\\| *", -1);
            if (line.startsWith("#")) {
                continue;
            }
            if (!fields[0].isEmpty()) {
                texts = new ArrayList<>();
                int content = Integer.parseInt(fields[2], 16);
                Event event = new Event(Integer.parseInt(fields[1]), content, Integer.parseInt(fields[3]), texts);
                SERVICES.get(Integer.parseInt(fields[0]) - 1).events().add(event);
            }
            texts.add(new Text(fields[4], fields[5], fields[6], fields[7]));
        }
    }

    /** Takes null packets away that lie behind the last PCR, or appends some. */
    private void fit(int count) {
        for (int i = packets.size() - 1; packets.size() > count; i--) {
            if (hasPcr(packets.get(i))) {
                throw new IllegalStateException("packets: " + packets.size() + " (expected: at most " + count
                        + ", without null packets at the end); change the period of PCRs, or lower the bit rate of video");
            }
            if (pid(packets.get(i)) == NULL_PID) {
                packets.remove(i);
            }
        }
        while (packets.size() < count) {
            packets.add(packet(NULL_PID, false, 0, new byte[0]));
        }
    }

    private void overwrite(int pid, byte[] section) {
        for (int i = 0; i < packets.size(); i++) {
            byte[] old = packets.get(i);
            if (pid(old) == pid) {
                packets.set(i, packet(pid, true, old[3] & 0x0F, section));
            }
        }
    }

    private List<Placed> placed() {
        List<Placed> placed = new ArrayList<>();
        for (double at : new double[] {0.2, 2.5}) {
            placed.add(new Placed(at, 0x10, nit(), packets(nit())));
        }
        placed.add(new Placed(1.3, 0x14, tdt(), 1));
        placed.add(new Placed(2.45, 0x14, tot(), 1));
        placed.add(new Placed(3.5, 0x14, tdt(), 1));
        for (Service service : SERVICES) {
            int room = service.roomOfEvent();
            for (double at : new double[] {0.3, 1.4, 2.6, 3.6}) {
                placed.add(new Placed(at, 0x12, presentFollowing(service, 0), room));
                placed.add(new Placed(at + 0.12, 0x12, presentFollowing(service, 1), room));
            }
            List<byte[]> schedule = schedule(service);
            for (int i = 0; i < schedule.size(); i++) {
                double at = 0.25 + 4.3 * (i + service.id() / 4.0) / schedule.size();
                placed.add(new Placed(at, 0x12, schedule.get(i), packets(schedule.get(i))));
            }
        }
        return placed;
    }

    private void place(Placed placed) {
        int after = ends.getOrDefault(placed.key(), -LEAST_DISTANCE) + LEAST_DISTANCE;
        cursor = Math.max(cursor, Math.max(after, (int) (placed.at() * PACKETS_PER_SECOND)));
        for (int i = 0; i < placed.room(); i++) {
            while (pid(packets.get(cursor)) != NULL_PID) {
                cursor++;
            }
            int from = Math.min(placed.section().length, i == 0 ? 0 : 183 + 184 * (i - 1));
            int counter = counters.merge(placed.pid(), 1, Integer::sum) - 1 & 0x0F;
            byte[] rest = Arrays.copyOfRange(placed.section(), from, placed.section().length);
            packets.set(cursor, packet(placed.pid(), i == 0, counter, rest));
            ends.put(placed.key(), cursor);
        }
    }

    private static byte[] pat() {
        ByteBuffer body = ByteBuffer.allocate(4 * (SERVICES.size() + 1)).putShort((short) 0).putShort((short) 0xE010);
        SERVICES.forEach(service -> body.putShort((short) service.id()).putShort((short) (0xF000 + service.id() - 1)));
        return section(0x00, TRANSPORT_STREAM_ID, 0, 0, 0, body.array());
    }

    private static byte[] sdt() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(bytes(NETWORK_ID >>> 8, NETWORK_ID, 0xFF));
        for (Service service : SERVICES) {
            byte[] provider = ascii("dmxflux");
            byte[] name = ascii(service.name());
            byte[] descriptor = descriptor(0x48, bytes(service.type(), provider.length), provider, bytes(name.length), name);
            int running = 0x8000 | descriptor.length;
            body.writeBytes(bytes(service.id() >>> 8, service.id(), 0xFF, running >>> 8, running));
            body.writeBytes(descriptor);
        }
        return section(0x42, TRANSPORT_STREAM_ID, 0, 0, 0, body.toByteArray());
    }

    private static byte[] nit() {
        ByteArrayOutputStream services = new ByteArrayOutputStream();
        ByteArrayOutputStream numbers = new ByteArrayOutputStream();
        for (Service service : SERVICES) {
            services.writeBytes(bytes(service.id() >>> 8, service.id(), service.type()));
            numbers.writeBytes(bytes(service.id() >>> 8, service.id(), 0xFC, service.id()));
        }
        byte[] stream = join(
                descriptor(0x41, services.toByteArray()),
                descriptor(0x5F, bytes(0, 0, 0, 0x28)),
                descriptor(0x83, numbers.toByteArray()));
        byte[] network = descriptor(0x40, ascii("dmxflux sample"));
        byte[] ids = bytes(0, TRANSPORT_STREAM_ID, NETWORK_ID >>> 8, NETWORK_ID);
        byte[] body = join(length(0xF000, network), length(0xF000, join(ids, length(0xF000, stream))));
        return section(0x40, NETWORK_ID, 0, 0, 0, body);
    }

    private static byte[] tdt() {
        return join(bytes(0x70, 0x70, 5), time(NOW));
    }

    /** Of two countries with the same time. */
    private static byte[] tot() {
        ZoneRules rules = ZoneId.of("Europe/Berlin").getRules();
        ZoneOffsetTransition next = rules.nextTransition(NOW);
        byte[] change = join(time(next.getInstant()), offset(next.getOffsetAfter().getTotalSeconds()));
        byte[] rest = join(bytes(0x02), offset(rules.getOffset(NOW).getTotalSeconds()), change);
        byte[] offsets = descriptor(0x58, ascii("DEU"), rest, ascii("FRA"), rest);
        byte[] body = join(time(NOW), length(0xF000, offsets));
        return withChecksum(join(bytes(0x73, 0x70, body.length + 4), body, new byte[4]));
    }

    private static byte[] presentFollowing(Service service, int number) {
        long segment = NOW.getEpochSecond() / SEGMENT_SECONDS;
        int count = service.events().size();
        long present = segment * count;
        while (!start(service, present + 1).isAfter(NOW)) {
            present++;
        }
        Event event = service.events().get((int) ((present + number) % count));
        byte[] entry = eventEntry(event, present + number, start(service, present + number), number == 0 ? 4 : 1);
        return section(PRESENT_FOLLOWING, service.id(), (int) present & 31, number, 1, entry);
    }

    /** Empty sections for the segments of the day that are over, and the next ones. */
    private static List<byte[]> schedule(Service service) {
        long now = NOW.getEpochSecond() / SEGMENT_SECONDS;
        int today = (int) (now % SEGMENTS_A_DAY);
        int last = (today + SEGMENTS_SENT - 1) * SECTIONS_A_SEGMENT;
        List<byte[]> sections = new ArrayList<>();
        int count = service.events().size();
        for (int segment = 0; segment < today + SEGMENTS_SENT; segment++) {
            ByteArrayOutputStream entries = new ByteArrayOutputStream();
            for (int i = 0; segment >= today && i < count; i++) {
                long number = (now - today + segment) * count + i;
                entries.writeBytes(eventEntry(service.events().get(i), number, start(service, number), 0));
            }
            int number = segment * SECTIONS_A_SEGMENT;
            sections.add(section(SCHEDULE, service.id(), (int) now & 31, number, last, entries.toByteArray()));
        }
        return sections;
    }

    private static Instant start(Service service, long number) {
        int count = service.events().size();
        int minutes = service.events().stream().limit(number % count).mapToInt(Event::minutes).sum();
        return Instant.ofEpochSecond(number / count * SEGMENT_SECONDS).plusSeconds(minutes * 60L);
    }

    private static byte[] eventEntry(Event event, long number, Instant start, int runningStatus) {
        byte[] duration = bytes(event.minutes() / 600 << 4 | event.minutes() / 60, decimal(event.minutes() % 60), 0);
        byte[] id = bytes((int) number >>> 8, (int) number);
        return join(id, time(start), duration, length(runningStatus << 13, descriptors(event)));
    }

    private static byte[] descriptors(Event event) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Text text : event.texts()) {
            byte[] title = text(text.language(), text.title());
            byte[] subtitle = text(text.language(), text.text());
            all.writeBytes(descriptor(0x4D, ascii(text.language()), bytes(title.length), title, bytes(subtitle.length), subtitle));
        }
        for (Text text : event.texts()) {
            if (!text.longText().isEmpty()) {
                byte[] more = text(text.language(), text.longText());
                all.writeBytes(descriptor(0x4E, bytes(0x00), ascii(text.language()), bytes(0), bytes(more.length), more));
            }
        }
        all.writeBytes(descriptor(0x54, bytes(event.content(), 0)));
        if (event.age() > 0) {
            all.writeBytes(descriptor(0x55, ascii("DEU"), bytes(event.age() - 3)));
        }
        return all.toByteArray();
    }

    /** German in ISO 8859-9 and French in UTF-8, as some networks have them; what is ASCII needs no table. */
    private static byte[] text(String language, String text) {
        if (StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
            return ascii(text);
        }
        return language.equals("deu")
                ? join(bytes(0x05), text.getBytes(Charset.forName("ISO-8859-9")))
                : join(bytes(0x15), text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] time(Instant time) {
        return Arrays.copyOfRange(ByteBuffer.allocate(8).putLong(UtcTime.field(time)).array(), 3, 8);
    }

    private static byte[] offset(int seconds) {
        return bytes(decimal(seconds / 3600), decimal(seconds / 60 % 60));
    }

    private static int decimal(int value) {
        return value / 10 << 4 | value % 10;
    }

    private static byte[] section(int tableId, int extension, int version, int number, int last, byte[] body) {
        byte[] head = tableId == PRESENT_FOLLOWING || tableId == SCHEDULE
                ? bytes(0, TRANSPORT_STREAM_ID, NETWORK_ID >>> 8, NETWORK_ID, tableId == SCHEDULE ? number : last, tableId)
                : new byte[0];
        int syntax = tableId < 0x40 ? 0xB000 : 0xF000;
        byte[] extended = bytes(extension >>> 8, extension, 0xC1 | version << 1, number, last);
        return withChecksum(join(bytes(tableId), length(syntax, join(extended, head, body, new byte[4]))));
    }

    private static byte[] withChecksum(byte[] section) {
        int end = section.length - 4;
        ByteBuffer.wrap(section).putInt(end, Crc32Mpeg.of(section, 0, end));
        return section;
    }

    private static byte[] descriptor(int tag, byte[]... parts) {
        byte[] payload = join(parts);
        if (payload.length > 255) {
            throw new IllegalStateException("descriptor: " + payload.length + " bytes (expected: at most 255)");
        }
        return join(bytes(tag, payload.length), payload);
    }

    /** Bytes behind their length in 12 bits, which follow the given ones. */
    private static byte[] length(int before, byte[] bytes) {
        return join(bytes((before | bytes.length) >>> 8, before | bytes.length), bytes);
    }

    private static int packets(byte[] section) {
        return (section.length + 1 + 183) / 184;
    }

    /** A packet with as much of the bytes as fits, and stuffing. */
    private static byte[] packet(int pid, boolean start, int counter, byte[] bytes) {
        byte[] packet = new byte[188];
        Arrays.fill(packet, (byte) 0xFF);
        packet[0] = 0x47;
        packet[1] = (byte) (start ? 0x40 | pid >>> 8 : pid >>> 8);
        packet[2] = (byte) pid;
        packet[3] = (byte) (0x10 | counter);
        int at = start ? 5 : 4;
        packet[4] = start ? 0 : packet[4];
        System.arraycopy(bytes, 0, packet, at, Math.min(bytes.length, packet.length - at));
        return packet;
    }

    private static int pid(byte[] packet) {
        return packet[1] << 8 & 0x1F00 | packet[2] & 0xFF;
    }

    private static boolean hasPcr(byte[] packet) {
        return (packet[3] & 0x20) != 0 && packet[4] != 0 && (packet[5] & 0x10) != 0;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
