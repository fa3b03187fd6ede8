// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

/**
 * A system call that failed, told in one line: the call, the thing it was made on, the error's name and number, what it
 * means and what to do.
 *
 * <pre>
 *   open(/dev/dvb/adapter0/demux0) failed: ENOENT (2), no such device node: plug the adapter in, ...
 * </pre>
 */
public final class ErrnoException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The call as C writes it. */
    private final String call;

    /** The path or descriptor it was made on. */
    private final String operand;

    /** The positive error number. */
    private final int errno;

    /**
     * Makes one with the cure that its error number suggests.
     *
     * @param call the call as C writes it, a request's name for an ioctl
     * @param operand the path or thing it was made on
     * @param errno the error
     */
    public ErrnoException(String call, String operand, Errno errno) {
        this(call, operand, errno, errno.cure());
    }

    /**
     * Makes one with a cure of its own.
     *
     * @param call the call as C writes it, a request's name for an ioctl
     * @param operand the path or thing it was made on
     * @param errno the error
     * @param cure what a person can do, a phrase without a full stop
     */
    public ErrnoException(String call, String operand, Errno errno, String cure) {
        super(text(call, operand, errno.number(), errno.meaning(), cure));
        this.call = call;
        this.operand = operand;
        this.errno = errno.number();
    }

    /**
     * Makes one of an error number that a call has answered, whether it has a name here or not.
     *
     * @param call the call as C writes it
     * @param operand the path or thing it was made on
     * @param errno the positive error number
     * @param cure what a person can do, a phrase without a full stop
     */
    public ErrnoException(String call, String operand, int errno, String cure) {
        super(text(call, operand, errno, Errno.of(errno).map(Errno::meaning).orElse("see errno(3)"), cure));
        this.call = call;
        this.operand = operand;
        this.errno = errno;
    }

    /** Makes one of the calling thread's last error. */
    static ErrnoException last(String call, String operand) {
        int number = LibC.errno();
        return Errno.of(number)
                .map(errno -> new ErrnoException(call, operand, errno))
                .orElseGet(() -> new ErrnoException(call, operand, number, "look at the kernel log (dmesg)"));
    }

    private static String text(String call, String operand, int errno, String meaning, String cure) {
        return call + "(" + operand + ") failed: "
                + Errno.of(errno).map(Errno::name).orElse("errno") + " (" + errno + "), " + meaning + ": " + cure;
    }

    /**
     * Returns the same failure with advice that fits it better.
     *
     * @param cure what a person can do, a phrase without a full stop
     * @return a new exception with this one's stack trace; this one where its number has no name
     */
    public ErrnoException withCure(String cure) {
        return Errno.of(errno)
                .map(error -> {
                    ErrnoException better = new ErrnoException(call, operand, error, cure);
                    better.setStackTrace(getStackTrace());
                    return better;
                })
                .orElse(this);
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
     * Returns what it was made on.
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
