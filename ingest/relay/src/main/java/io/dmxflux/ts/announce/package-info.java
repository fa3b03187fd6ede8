// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Says which services are sent where: in a playlist, and to receivers that listen to SAP. Says over HTTP which services can be
 * had there, and what is on: {@link io.dmxflux.ts.announce.ListsArea}.
 *
 * <p><b>What differs from the standard:</b> RFC 2974 lets announcements come no more often than every 300 seconds, which
 * is how long a receiver that is switched on would show nothing. Here they come every 5 seconds, as VLC and MuMuDVB have
 * it, or as seldom as the standard's limit of 4000 bit/s asks. VLC takes no notice of deletions; it forgets a service
 * after ten of its periods, which is another reason for a short one. An announcement has the TTL of the stream instead of
 * 255: it is of no use where the stream does not go.
 *
 * <p><b>Source:</b> RFC 2974 (SAP), RFC 8866 (SDP), RFC 4570 (source filters), RFC 2365 and RFC 4291 (scopes); M3U as VLC,
 * Kodi and Jellyfin read it; the DTD of XMLTV.
 */
@NullMarked
package io.dmxflux.ts.announce;

import org.jspecify.annotations.NullMarked;
