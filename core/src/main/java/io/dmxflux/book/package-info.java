// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Accounts of what has become of a stream's bytes: counted where it happens, read from anywhere.
 * <pre>
 *   BookAccount   one account while it is kept: add(bytes)
 *   BookEntry     what it says at one moment: bytes, packets, first and last time
 *   BookMoves     what moves between accounts, so that a book is read between two moves
 *   OutageAccount how often, and for how long, nothing could come
 * </pre>
 *
 * <p>Everything that takes bytes in keeps an account for each way that they can go, and a figure of those that it still
 * holds. No account is the difference of others: so the sum shows whether something was forgotten.
 *
 * <p><b>Units:</b> bytes of transport stream; 188 to the packet.
 * <p><b>Time:</b> of the machine, in milliseconds, read once for each buffer or event that is counted, never for a packet.
 */
@NullMarked
package io.dmxflux.book;

import org.jspecify.annotations.NullMarked;
