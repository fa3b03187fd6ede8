// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.book.BookEntry;

/**
 * The book of a splitter's input: what has become of every byte that came.
 * <pre>
 *   came = routed + unwanted + replaced + foreign + closed + queued
 * </pre>
 * That holds of every book, also of one that is read while buffers move.
 *
 * @param routed what went to one output or more
 * @param unwanted what is of PIDs that no output wants
 * @param replaced what is of tables that were read, and that outputs get regenerated
 * @param foreign what is behind the last whole packet of a buffer, and so belongs to none
 * @param closed what came after the end, or waited when it came
 * @param queuedBytes what waits to be routed
 */
public record SplitterBook(
        BookEntry routed,
        BookEntry unwanted,
        BookEntry replaced,
        BookEntry foreign,
        BookEntry closed,
        long queuedBytes) {}
