// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.book.BookEntry;

/**
 * What has become of every packet that was given to a writer: appended = written + dropped + refused + held.
 *
 * @param appended what was given to it
 * @param written what is in the log
 * @param dropped what had waited too long for a disk that is too slow
 * @param refused what the disk did not take
 * @param heldBytes what waits to be written
 */
public record LogBook(BookEntry appended, BookEntry written, BookEntry dropped, BookEntry refused, long heldBytes) {}
