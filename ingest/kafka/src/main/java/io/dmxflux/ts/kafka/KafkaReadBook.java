// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.book.BookEntry;

/**
 * What has become of what all readers of a stream in this process have read.
 *
 * @param delivered packets that went to subscribers
 * @param stale packets of a producer that another has taken over from, dropped
 * @param repeated packets of positions that were read already, dropped
 * @param unreadable bytes of records that are no chunks, dropped
 */
public record KafkaReadBook(BookEntry delivered, BookEntry stale, BookEntry repeated, BookEntry unreadable) {}
