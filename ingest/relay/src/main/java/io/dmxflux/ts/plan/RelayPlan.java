// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.ts.net.HostLookup;
import io.dmxflux.ts.net.Interfaces;
import io.dmxflux.ts.relay.Relay;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.tr101290.Limit;
import io.dmxflux.ts.tr101290.Tr101290Config;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a relay is to do with one input.
 *
 * @param from where the multiplex comes from
 * @param rate between which bit rates that is as it should be
 * @param limits by which it is checked by TR 101 290
 * @param outputs where it and its services go; none where viewers alone are to have them
 * @param everyService where all of its services go
 */
public record RelayPlan(
        InputUri from,
        RateBounds rate,
        IndicatorLimits limits,
        List<Output> outputs,
        Optional<EveryService> everyService) {

    /**
     * Checks that nothing is there twice.
     *
     * @param from any
     * @param rate any
     * @param limits of what a relay checks
     * @param outputs no two to the same place
     * @param everyService any
     * @throws IllegalArgumentException in one line, if a place is used twice, or a limit is not of a relay
     */
    public RelayPlan {
        outputs = List.copyOf(outputs);
        if (limits.changed().containsKey(Limit.SCHEDULE)) {
            throw new IllegalArgumentException(IndicatorLimits.OPTION + ": " + Limit.SCHEDULE
                    + " (expected: with analyze alone, as a relay does not look at event schedules)");
        }
    }

    /**
     * Plans for an input of any bit rate, and the limits of the standard.
     *
     * @param from any
     * @param outputs no two to the same place
     * @param everyService any
     * @throws IllegalArgumentException in one line, if a place is used twice
     */
    public RelayPlan(InputUri from, List<Output> outputs, Optional<EveryService> everyService) {
        this(from, RateBounds.NONE, IndicatorLimits.STANDARD, outputs, everyService);
    }

    /**
     * Plans what the simplest relay does.
     *
     * @param from the input
     * @param to where the whole of it goes
     * @return the plan
     */
    public static RelayPlan whole(InputUri from, OutputUri to) {
        return new RelayPlan(from, List.of(Output.whole(to)), Optional.empty());
    }

    /**
     * Returns how the input is checked by TR 101 290.
     *
     * @return as its kind asks, with the limits of this plan
     */
    public Tr101290Config tr101290() {
        return limits.in(from.tr101290());
    }

    /**
     * Tells whether it is the simplest of plans, for which there is {@link Relay#open}.
     *
     * @return true if the whole multiplex goes to one place
     */
    public boolean isWhole() {
        return everyService.isEmpty()
                && outputs.size() == 1
                && outputs.get(0).service().isEmpty();
    }

    /**
     * Tells whether another plan for the same input sends all that this one does: all but bounds, limits, and how services
     * are told to viewers.
     *
     * @param other another plan
     * @return true also if the other one sends more
     */
    public boolean asksNoMoreThan(RelayPlan other) {
        return from.equals(other.from)
                && outputs.stream().allMatch(other::sends)
                && (everyService.isEmpty() || sendsServicesOf(other));
    }

    /**
     * Tells whether it has an output, within whichever bounds.
     *
     * @param output any
     * @return whether one of its outputs is the same, see {@link Output#unbounded}
     */
    public boolean sends(Output output) {
        return outputs.stream().map(Output::unbounded).anyMatch(output.unbounded()::equals);
    }

    /**
     * Tells whether all services go where those of another plan do, however that is told to viewers.
     *
     * @param other another plan
     * @return true also if neither sends all services
     */
    public boolean sendsServicesOf(RelayPlan other) {
        return untold().equals(other.untold());
    }

    private Optional<EveryService> untold() {
        return everyService.map(every -> new EveryService(every.to(), every.edit(), Optional.empty(), false));
    }

    /**
     * Looks up the hosts of plans, all at the same time: what a name server answers within a second is known when inputs and
     * outputs are opened, and no input waits, open, for the names of outputs.
     *
     * @param plans any
     * @param lookup what to look them up with
     */
    public static void lookUpHosts(List<RelayPlan> plans, HostLookup lookup) {
        List<String> hosts = plans.stream().flatMap(RelayPlan::hosts).distinct().toList();
        hosts.forEach(lookup::begin);
        for (String host : hosts) {
            try {
                lookup.find(host);
            } catch (UnknownHostException e) {
                continue; // told by what is opened
            }
        }
    }

    private Stream<String> hosts() {
        Stream<OutputUri> all =
                Stream.concat(outputs.stream().map(Output::to), everyService.map(EveryService::example).stream());
        return Stream.concat(from.hosts().stream(), all.flatMap(to -> to.hosts().stream()));
    }

    /**
     * Refuses a plan that would have to wait for something that the machine does not have.
     *
     * @param isInputOpen whether the input is open already, which would find its own port taken
     * @throws RefusedPlanException for the first input or output that would
     */
    public void refuseMissing(boolean isInputOpen) {
        if (!isInputOpen) {
            from.missing().ifPresent(problem -> refuse(from, from.name(), problem, from.isOfNetwork()));
        }
        for (Output output : outputs) {
            OutputUri to = output.to();
            to.missing().ifPresent(problem -> refuse(to, to.toString(), problem, !(to instanceof FileOutput)));
        }
        everyService.ifPresent(every -> {
            OutputUri to = every.example();
            every.missing().ifPresent(problem -> refuse(to, every.to(), problem, !(to instanceof FileOutput)));
            every.playlist()
                    .ifPresent(file -> every.playlistMissing()
                            .ifPresent(problem -> refuse(to, "playlist " + file, problem, false)));
        });
    }

    private static void refuse(Object part, String name, String problem, boolean isOfNetwork) {
        RefusedPlanException.naming(part, () -> {
            throw isOfNetwork
                    ? new IllegalArgumentException(name + ": " + problem
                            + " (expected with strict: all that is named"
                            + (problem.contains("interface") ? "; interfaces: " + Interfaces.names() : "") + ")")
                    : new IllegalStateException(name + ": " + problem + "; without strict it is waited for");
        });
    }

    /**
     * Refuses an input and outputs that can never be, as far as the machine knows now: what a relay would refuse when it is
     * opened.
     *
     * @param isStraight whether it is to be relayed as by {@link Relay#open}
     * @throws RefusedPlanException for the first of them
     */
    public void refuseImpossible(boolean isStraight) {
        RefusedPlanException.naming(from, () -> {
            from.refuseImpossible();
            return from;
        });
        Delivery delivery = isStraight ? deliveryOfWhole() : Delivery.PACKETISED;
        outputs.forEach(output -> output.refuseImpossibleOf(from));
        everyService.map(EveryService::example).ifPresent(to -> refuse(to, from, true));
        Stream.concat(outputs.stream().map(Output::to), everyService.stream().map(EveryService::example))
                .forEach(to -> RefusedPlanException.naming(to, () -> {
                    to.refuseImpossible(delivery);
                    return to;
                }));
    }

    private static void refuse(OutputUri to, InputUri from, boolean isService) {
        RefusedPlanException.naming(to, () -> {
            to.refuseIfInput(from);
            to.refuseUnfit(from, isService);
            return to;
        });
    }

    /**
     * Tells how buffers come to the only output of the simplest relay.
     *
     * @return as they are taken, out of a file or not, or spread over the time that they take to arrive
     */
    public Delivery deliveryOfWhole() {
        if (from.isStored()) {
            return Delivery.STORED;
        }
        return from.isFast() ? Delivery.AS_TAKEN : Delivery.SPREAD;
    }

    /**
     * Tells where it all goes.
     *
     * @return each output, as a user would write it
     */
    public List<String> destinations() {
        return Stream.concat(
                        outputs.stream().map(Output::toString),
                        everyService.stream().map(every -> every.to() + " (every service)"))
                .toList();
    }

    /**
     * What one output gets. Two plans that are equal but for their bounds are the same output, which a change of
     * configuration leaves alone.
     *
     * @param to where it goes
     * @param service the service; empty for the whole multiplex
     * @param edit changes to the service
     * @param rate between which bit rates it is as it should be
     */
    public record Output(OutputUri to, Optional<ServiceSelection> service, ServiceEdit edit, RateBounds rate) {

        /**
         * Checks that a whole multiplex is sent as it came.
         *
         * @param to any
         * @param service any
         * @param edit {@link ServiceEdit#NONE} without a service
         * @param rate any
         * @throws IllegalArgumentException in one line, if not
         */
        public Output {
            if (service.isEmpty() && !edit.equals(ServiceEdit.NONE)) {
                throw new IllegalArgumentException(
                        "a whole multiplex is sent as it came (expected: a service to change)");
            }
        }

        /**
         * Plans the whole multiplex.
         *
         * @param to where it goes
         * @return the plan
         */
        public static Output whole(OutputUri to) {
            return new Output(to, Optional.empty(), ServiceEdit.NONE, RateBounds.NONE);
        }

        /**
         * Plans one service.
         *
         * @param to where it goes
         * @param service which service
         * @param edit changes to it
         * @return the plan
         */
        public static Output service(OutputUri to, ServiceSelection service, ServiceEdit edit) {
            return new Output(to, Optional.of(service), edit, RateBounds.NONE);
        }

        /**
         * Refuses what would be sent to where it comes from, and what cannot be made of it.
         *
         * @param from the input
         * @throws RefusedPlanException in one line, see {@link OutputUri#refuseIfInput} and {@link OutputUri#refuseUnfit}
         */
        public void refuseImpossibleOf(InputUri from) {
            refuse(to, from, service.isPresent());
        }

        /**
         * Plans the same with bounds for its bit rate.
         *
         * @param bounds between which it is as it should be
         * @return the plan
         */
        public Output within(RateBounds bounds) {
            return new Output(to, service, edit, bounds);
        }

        /**
         * Plans the same without bounds for its bit rate.
         *
         * @return by which an output is known
         */
        public Output unbounded() {
            return within(RateBounds.NONE);
        }

        @Override
        public String toString() {
            return to + service.map(selection -> " (" + selection + ")").orElse("");
        }
    }
}
