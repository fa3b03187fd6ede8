// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import org.jspecify.annotations.Nullable;

/**
 * One elementary stream of a PMT.
 *
 * @param pid {@code elementary_PID}
 * @param streamType {@code stream_type}
 * @param kind what it is, by stream type and descriptors: video, audio, subtitles, ...
 * @param language ISO 639-2 codes, joined with commas if there are several; {@code null} if it has none
 */
public record ElementaryStreamReport(
        int pid, int streamType, String kind, @Nullable String language) {}
