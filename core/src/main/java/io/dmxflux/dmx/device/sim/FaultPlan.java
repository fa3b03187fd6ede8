// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device.sim;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.device.BufferLimits;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.sys.Errno;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The faults of a simulated driver: which call of which verb fails, with which errno, and within which limits it grants
 * buffers.
 *
 * <p>What becomes of an error, under DmxFlux and BlockingReader alike unless said otherwise:
 * <pre>
 *   call fails with               what follows
 *   any call: EINTR               retried; invisible
 *   DMX_REQBUFS, mmap: any other  negotiate() throws, and closes the device
 *   DMX_SET_PES_FILTER,           ends the stream
 *     DMX_START: any other
 *   DMX_DQBUF: EOVERFLOW          one filled buffer lost, a kernel gap before the next; the stream goes on
 *   DMX_DQBUF: any other          ends the stream, also EAGAIN: the driver answers that without an error
 *   DMX_QBUF: ENODEV              ends the stream
 *   DMX_QBUF: any other           that buffer is refused, and offered again at each look; ends the stream once none can
 *                                 be lent
 *   poll: any other               BlockingReader: ends the stream at its next wait. DmxFlux: invisible while buffers
 *                                 come, as it waits on descriptor(); a look about twice a second calls it
 *   DMX_STOP: ErrnoException      invisible: the stream has ended
 *   DMX_ADD_PID, DMX_REMOVE_PID   thrown to the caller; the stream goes on
 *   DMX_QUERYBUF, DMX_EXPBUF      thrown to the caller; a pool calls neither on this device
 *   munmap                        whenClosed() fails; the device is closed
 *   open (of a reopen)            renegotiate() throws, and closes the pool
 * </pre>
 *
 * <p>Immutable; each method returns a plan with one more fault. Calls are counted from 1, per verb, over the life of the
 * device.
 */
public final class FaultPlan {

    private static final FaultPlan NONE = new FaultPlan(Map.of(), Map.of(), BufferLimits.LINUX);

    private record Call(DmxVerb verb, long number) {}

    private record Failing(long from, Errno errno) {}

    private final Map<Call, Errno> failures;
    private final Map<DmxVerb, Failing> forEver;
    private final BufferLimits limits;

    private FaultPlan(Map<Call, Errno> failures, Map<DmxVerb, Failing> forEver, BufferLimits limits) {
        this.failures = failures;
        this.forEver = forEver;
        this.limits = limits;
    }

    /**
     * Returns the plan of a driver without faults.
     *
     * @return a plan without a fault
     */
    public static FaultPlan none() {
        return NONE;
    }

    /**
     * Makes one call fail. The caller does not see EINTR, because the call is repeated, as by the kernel's devices. Nor does
     * it see EOVERFLOW of a dequeue: the buffer that was ready is lost, as by read(), and counted in
     * {@link SimulatedDmxDevice#overflows}.
     *
     * @param verb which verb; {@link DmxVerb#AWAIT} is not called for each buffer under an event loop, see the table
     * @param number which call of this verb fails, counted from 1
     * @param errno the error of that call
     * @return a plan with this fault as well
     * @throws IllegalArgumentException if the number is less than 1
     */
    public FaultPlan failing(DmxVerb verb, long number, Errno errno) {
        checkNumber(number);
        Map<Call, Errno> more = new HashMap<>(failures);
        more.put(new Call(Check.given(verb, "verb"), number), Check.given(errno, "errno"));
        return new FaultPlan(Map.copyOf(more), forEver, limits);
    }

    /**
     * Makes a call and every later one of its verb fail, in place of those that were to fail for ever before.
     *
     * @param verb which verb
     * @param number the first call of this verb that fails, counted from 1
     * @param errno the error of those calls
     * @return a plan with this fault as well
     * @throws IllegalArgumentException if the number is less than 1; for EINTR: a call that is always interrupted is repeated for ever
     */
    public FaultPlan failingFrom(DmxVerb verb, long number, Errno errno) {
        if (errno == Errno.EINTR) {
            throw new IllegalArgumentException("errno: EINTR (expected: one that is not retried)");
        }
        checkNumber(number);
        Map<DmxVerb, Failing> more = new EnumMap<>(DmxVerb.class);
        more.putAll(forEver);
        more.put(Check.given(verb, "verb"), new Failing(number, Check.given(errno, "errno")));
        return new FaultPlan(failures, Map.copyOf(more), limits);
    }

    private static void checkNumber(long number) {
        Check.argument(number >= 1, "number", number, "1 for the first call, or more");
    }

    /**
     * Grants buffers within other limits than those of Linux: fewer, more, smaller or, with 0 as the most, none.
     *
     * @param granted the limits
     * @return a plan with these limits
     */
    public FaultPlan granting(BufferLimits granted) {
        return new FaultPlan(failures, forEver, Check.given(granted, "granted"));
    }

    Optional<Errno> failureOf(DmxVerb verb, long number) {
        Errno once = failures.isEmpty() ? null : failures.get(new Call(verb, number));
        Failing always = forEver.get(verb);
        return once == null && always != null && number >= always.from()
                ? Optional.of(always.errno())
                : Optional.ofNullable(once);
    }

    BufferLimits limits() {
        return limits;
    }

    /** {@return the faults in order of verb and call, and the limits if they are others than those of Linux} */
    @Override
    public String toString() {
        Stream<String> single = failures.entrySet().stream()
                .sorted(Comparator.comparing(
                                (Map.Entry<Call, Errno> fault) -> fault.getKey().verb())
                        .thenComparing(fault -> fault.getKey().number()))
                .map(fault -> fault.getKey().verb() + " no. " + fault.getKey().number() + ": " + fault.getValue());
        Stream<String> lasting = forEver.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(fault -> fault.getKey() + " from no. " + fault.getValue().from() + ": "
                        + fault.getValue().errno());
        String calls = Stream.concat(single, lasting).collect(Collectors.joining(", "));
        String faults = calls.isEmpty() ? "no fault" : calls;
        return limits.equals(BufferLimits.LINUX) ? faults : faults + ", grants " + limits;
    }
}
