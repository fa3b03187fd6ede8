// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.List;

/**
 * One elementary stream of a program.
 *
 * @param streamType {@code stream_type}
 * @param elementaryPid {@code elementary_PID}
 * @param descriptors what the PMT says of it
 */
public record ElementaryStream(int streamType, int elementaryPid, Descriptors descriptors) {

    /**
     * A stream.
     *
     * @throws IllegalArgumentException if a value does not fit its field
     */
    public ElementaryStream {
        FieldWidth.check("stream_type", streamType, 8);
        FieldWidth.check("elementary_PID", elementaryPid, 13);
    }

    /**
     * Returns the coding of the stream.
     *
     * @return what the PMT says of it
     */
    public StreamCoding coding() {
        return StreamCoding.of(streamType, descriptors);
    }

    /**
     * Returns the kind of the stream.
     *
     * @return its kind
     */
    public StreamKind kind() {
        return coding().kind();
    }

    /**
     * Returns the languages of the stream, from all descriptors that name any.
     *
     * @return three letters each, each once, in the order of the descriptors; none if nothing names one
     */
    public List<String> languages() {
        return descriptors.languages();
    }
}
