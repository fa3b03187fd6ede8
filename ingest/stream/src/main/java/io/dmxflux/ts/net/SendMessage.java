// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.StructMemory;
import java.net.InetSocketAddress;

/**
 * sendmsg(2) to one address: a datagram, or many of one length that the kernel cuts from one piece (UDP_SEGMENT).
 *
 * <p>It costs no object, however many datagrams there are. It can be extended by whoever wants to see, or to refuse, what is
 * sent.
 * <p><b>Ownership:</b> the memory of the parts stays the caller's; the kernel has read it when {@link #send} returns.
 * <p><b>Threading:</b> one caller at a time.
 * <p><b>Source:</b> sendmsg(2), udp(7).
 */
public class SendMessage implements MessageParts {

    private final OutgoingMessage message;

    /**
     * A message without content.
     *
     * @param to where it goes, resolved
     * @param mostParts how many parts it may have; the kernel takes 1024
     */
    public SendMessage(InetSocketAddress to, int mostParts) {
        int addressAt = OutgoingMessage.length(mostParts);
        StructMemory memory = new StructMemory(addressAt + SocketAddressLayout.MOST_BYTES);
        int addressBytes = SocketAddressLayout.put(memory, addressAt, to);
        message = new OutgoingMessage(memory, 0, memory.address() + addressAt, addressBytes);
    }

    @Override
    public void add(long address, int lengthBytes) {
        message.add(address, lengthBytes);
    }

    /** Takes all parts away. */
    public final void clear() {
        message.clear();
    }

    /**
     * Sends all parts as one piece, without waiting; there are none afterwards.
     *
     * @param descriptor number of a datagram socket of the address's family
     * @param datagramBytes length of each datagram that the kernel is to cut, the last may be shorter; 0 for one datagram
     * @return the bytes sent; {@code -errno} if the kernel has not taken it, none of it then
     */
    public int send(int descriptor, int datagramBytes) {
        message.seal(datagramBytes);
        clear();
        long sent;
        do {
            sent = SystemCalls.sendmsg(descriptor, message.address(), OutgoingMessage.FLAGS);
        } while (sent < 0 && SystemCalls.interrupted());
        return sent < 0 ? -SystemCalls.errno() : (int) sent;
    }
}
