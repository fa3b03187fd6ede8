// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

/**
 * A failed system call. The message is one line: the call, its operand, the error's name and number, its meaning and the
 * cure.
 *
 * <pre>
 *   open(/dev/dvb/adapter0/demux0) failed: ENOENT (2), no such file or device: plug the adapter in, ...
 * </pre>
 */
public final class ErrnoException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The call as C writes it. */
    private final String call;

    /** The path or descriptor. */
    private final String operand;

    /** The positive error number. */
    private final int errno;

    /**
     * Creates an exception with the cure of a domain.
     *
     * @param call the call as C writes it, a request's name for an ioctl
     * @param operand the path or thing it was made on
     * @param errno the error
     * @param domain where it was met
     */
    public ErrnoException(String call, String operand, Errno errno, Cure domain) {
        this(call, operand, errno, domain.of(errno));
    }

    /**
     * Creates an exception with a cure of its own.
     *
     * @param call the call as C writes it, a request's name for an ioctl
     * @param operand the path or thing it was made on
     * @param errno the error
     * @param cure what a person can do, a phrase without a full stop
     */
    public ErrnoException(String call, String operand, Errno errno, String cure) {
        this(call, operand, errno.number(), errno.name(), errno.meaning(), cure);
    }

    private ErrnoException(String call, String operand, int number, String name, String meaning, String cure) {
        super(call + "(" + operand + ") failed: " + name + " (" + number + "), " + meaning + ": " + cure);
        this.call = call;
        this.operand = operand;
        this.errno = number;
    }

    /**
     * Creates an exception from the value of {@code errno}, whether it has a name here or not.
     *
     * @param call the call as C writes it
     * @param operand the path or thing it was made on
     * @param number the positive error number
     * @param domain where it was met
     * @return the exception to throw
     */
    public static ErrnoException of(String call, String operand, int number, Cure domain) {
        Errno errno = Errno.of(number);
        return errno == null
                ? unnamed(call, operand, number, "look at the kernel log (dmesg)")
                : new ErrnoException(call, operand, errno, domain);
    }

    private static ErrnoException unnamed(String call, String operand, int number, String cure) {
        return new ErrnoException(call, operand, number, "errno", "see errno(3)", cure);
    }

    /** Creates an exception from the calling thread's {@code errno}. */
    static ErrnoException last(String call, String operand, Cure domain) {
        return of(call, operand, LibC.errno(), domain);
    }

    /**
     * Returns the same failure with another cure.
     *
     * @param cure what a person can do, a phrase without a full stop
     * @return a new exception with this one's stack trace
     */
    public ErrnoException withCure(String cure) {
        Errno named = Errno.of(errno);
        ErrnoException better =
                named == null ? unnamed(call, operand, errno, cure) : new ErrnoException(call, operand, named, cure);
        better.setStackTrace(getStackTrace());
        return better;
    }

    /**
     * Returns the same failure with the cure of another domain.
     *
     * @param domain where it was met
     * @return a new exception with this one's stack trace; this one where its number has no name
     */
    public ErrnoException withCure(Cure domain) {
        Errno named = Errno.of(errno);
        return named == null ? this : withCure(domain.of(named));
    }

    /**
     * Returns the call that failed.
     *
     * @return its name as C writes it
     */
    public String call() {
        return call;
    }

    /**
     * Returns the operand.
     *
     * @return a path or another name
     */
    public String operand() {
        return operand;
    }

    /**
     * Returns the error's number.
     *
     * @return the positive number
     */
    public int errno() {
        return errno;
    }

    /**
     * Tells whether it is this error.
     *
     * @param candidate an error
     * @return whether its number is this one's
     */
    public boolean is(Errno candidate) {
        return errno == candidate.number();
    }
}
