// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

/**
 * The advice for an error. It depends on the domain in which the error occurred: an {@code ENOMEM} has another cure for
 * demux buffers than for packets.
 */
@FunctionalInterface
public interface Cure {

    /** For calls on the node of a demux. */
    Cure DEMUX = Cure::ofDemux;

    /** For calls on the node of a frontend. */
    Cure FRONTEND = Cure::ofFrontend;

    /** For the opening of a file, a FIFO or another device. */
    Cure FILE = Cure::ofFile;

    /** For calls that take nothing but a descriptor or memory of this process. */
    Cure PROCESS = Cure::ofProcess;

    /**
     * Returns the cure of an error.
     *
     * @param errno the error
     * @return a phrase without a full stop
     */
    String of(Errno errno);

    private static String ofDemux(Errno errno) {
        return switch (errno) {
            case EPERM -> "run as a user that may use the device";
            case ENOENT -> "plug the adapter in, load its driver, or check the adapter and demux numbers";
            case ENXIO -> "load the adapter's driver";
            case EBADF -> "open the device again";
            case EAGAIN -> "wait until poll reports the device ready";
            case ENOMEM -> "ask for fewer or smaller buffers";
            case EACCES -> "add the user to the device's group (usually video) or run as root";
            case EBUSY -> "close the program that uses it, or stop the stream first";
            case ENODEV -> "plug the adapter in again";
            case EISDIR -> "name a device or a file";
            case EMFILE -> "close other users of the demux, which may have no filter left, or raise ulimit -n";
            case ENOTTY -> "use io=read: this kernel was built without CONFIG_DVB_MMAP";
            case EOPNOTSUPP -> "use io=read";
            case EOVERFLOW -> "read faster or ask for a larger ring";
            case EIO -> "look at the kernel log (dmesg) for the driver's own message";
            default -> ofProcess(errno);
        };
    }

    private static String ofFrontend(Errno errno) {
        return switch (errno) {
            case ENOENT -> "plug the adapter in, load its driver, or check the adapter and frontend numbers";
            case EPERM -> "open it to tune: it was opened to observe";
            case EBUSY -> "close the program that tunes it, or only observe it";
            case EINVAL -> "check frequency and symbol rate: the driver refuses a value";
            case EOPNOTSUPP -> "do without it: the frontend has no such equipment";
            case EAGAIN -> "tune first: the frontend sleeps";
            case EREMOTEIO, ETIMEDOUT -> "check the cable and the power of the adapter; look at the kernel log (dmesg)";
            default -> ofDemux(errno);
        };
    }

    private static String ofFile(Errno errno) {
        return switch (errno) {
            case ENOENT -> "check the path, or create it: mkfifo makes a FIFO";
            case EACCES, EPERM -> "run as a user that may read it";
            case EISDIR -> "name a file, a FIFO or a device";
            case ENXIO, ENODEV -> "load the driver of the device";
            default -> ofProcess(errno);
        };
    }

    private static String ofProcess(Errno errno) {
        return switch (errno) {
            case EMFILE -> "close some, or raise ulimit -n";
            case ENFILE -> "close some, or raise fs.file-max";
            case ENOMEM -> "free memory, or raise vm.max_map_count if the process has many mappings";
            case EPERM, EACCES -> "run as a user that may do it";
            case EINVAL -> "check the order of the calls and the arguments";
            case EFAULT -> "report this: the library passed a bad address";
            case ENOSPC -> "free some space";
            case ENOSYS -> "use a newer kernel";
            case EINTR, EAGAIN, ETIMEDOUT, ECANCELED -> "try again";
            default -> "look at the kernel log (dmesg)";
        };
    }
}
