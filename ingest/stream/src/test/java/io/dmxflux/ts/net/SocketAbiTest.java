// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/** Numbers and offsets of sockets and of io_uring, as a C compiler prints them on LP64; and as the one of this machine does. */
class SocketAbiTest {

    private static final List<String> HEADERS = List.of(
            "stddef.h",
            "stdio.h",
            "sys/socket.h",
            "sys/syscall.h",
            "netinet/in.h",
            "netinet/udp.h",
            "linux/io_uring.h",
            "linux/time_types.h");

    /** C expression, what it is, what we have. */
    static Stream<Arguments> numbers() {
        return Stream.of(
                number("sizeof(struct msghdr)", 56, SocketLayout.MSGHDR_LENGTH),
                number("offsetof(struct msghdr, msg_name)", 0, SocketLayout.MSGHDR_NAME),
                number("offsetof(struct msghdr, msg_namelen)", 8, SocketLayout.MSGHDR_NAMELEN),
                number("offsetof(struct msghdr, msg_iov)", 16, SocketLayout.MSGHDR_IOV),
                number("offsetof(struct msghdr, msg_iovlen)", 24, SocketLayout.MSGHDR_IOVLEN),
                number("offsetof(struct msghdr, msg_control)", 32, SocketLayout.MSGHDR_CONTROL),
                number("offsetof(struct msghdr, msg_controllen)", 40, SocketLayout.MSGHDR_CONTROLLEN),
                number("sizeof(struct mmsghdr)", 64, SocketLayout.MMSGHDR_LENGTH),
                number("offsetof(struct mmsghdr, msg_len)", 56, SocketLayout.MMSGHDR_LEN),
                number("sizeof(struct iovec)", 16, SocketLayout.IOVEC_LENGTH),
                number("offsetof(struct iovec, iov_base)", 0, SocketLayout.IOVEC_BASE),
                number("offsetof(struct iovec, iov_len)", 8, SocketLayout.IOVEC_LEN),
                number("offsetof(struct cmsghdr, cmsg_len)", 0, SocketLayout.CMSG_LEN),
                number("offsetof(struct cmsghdr, cmsg_level)", 8, SocketLayout.CMSG_LEVEL),
                number("offsetof(struct cmsghdr, cmsg_type)", 12, SocketLayout.CMSG_TYPE),
                number("CMSG_LEN(0)", 16, SocketLayout.CMSG_DATA),
                number("CMSG_LEN(2)", 18, SocketLayout.CMSG_LEN_OF_SHORT),
                number("CMSG_SPACE(2)", 24, SocketLayout.CMSG_SPACE_OF_SHORT),
                number("CMSG_LEN(sizeof(struct in6_pktinfo))", 36, SocketLayout.CMSG_LEN_OF_IN6_PKTINFO),
                number("CMSG_SPACE(sizeof(struct in6_pktinfo))", 40, SocketLayout.CMSG_SPACE_OF_IN6_PKTINFO),
                number("offsetof(struct in6_pktinfo, ipi6_ifindex)", 16, SocketLayout.IN6_PKTINFO_IFINDEX),
                number("IPPROTO_IPV6", 41, SocketLayout.IPPROTO_IPV6),
                number("IPV6_PKTINFO", 50, SocketLayout.IPV6_PKTINFO),
                number("sizeof(struct sockaddr_in)", 16, SocketLayout.SOCKADDR_IN_LENGTH),
                number("sizeof(struct sockaddr_in6)", 28, SocketLayout.SOCKADDR_IN6_LENGTH),
                number("offsetof(struct sockaddr_in, sin_port)", 2, SocketLayout.SOCKADDR_PORT),
                number("offsetof(struct sockaddr_in6, sin6_port)", 2, SocketLayout.SOCKADDR_PORT),
                number("offsetof(struct sockaddr_in, sin_addr)", 4, SocketLayout.SOCKADDR_IN_ADDR),
                number("offsetof(struct sockaddr_in6, sin6_addr)", 8, SocketLayout.SOCKADDR_IN6_ADDR),
                number("offsetof(struct sockaddr_in6, sin6_scope_id)", 24, SocketLayout.SOCKADDR_IN6_SCOPE_ID),
                number("AF_INET", 2, SocketLayout.AF_INET),
                number("AF_INET6", 10, SocketLayout.AF_INET6),
                number("IPPROTO_UDP", 17, SocketLayout.SOL_UDP),
                number("UDP_SEGMENT", 103, SocketLayout.UDP_SEGMENT),
                number("MSG_DONTWAIT", 0x40, SocketLayout.MSG_DONTWAIT),
                number("MSG_NOSIGNAL", 0x4000, SocketLayout.MSG_NOSIGNAL),
                number("sizeof(struct io_uring_sqe)", 64, IoUringLayout.SQE_LENGTH),
                number("offsetof(struct io_uring_sqe, opcode)", 0, IoUringLayout.SQE_OPCODE),
                number("offsetof(struct io_uring_sqe, flags)", 1, IoUringLayout.SQE_FLAGS),
                number("offsetof(struct io_uring_sqe, fd)", 4, IoUringLayout.SQE_FD),
                number("offsetof(struct io_uring_sqe, off)", 8, IoUringLayout.SQE_OFF),
                number("offsetof(struct io_uring_sqe, addr)", 16, IoUringLayout.SQE_ADDR),
                number("offsetof(struct io_uring_sqe, len)", 24, IoUringLayout.SQE_LEN),
                number("offsetof(struct io_uring_sqe, msg_flags)", 28, IoUringLayout.SQE_OP_FLAGS),
                number("offsetof(struct io_uring_sqe, timeout_flags)", 28, IoUringLayout.SQE_OP_FLAGS),
                number("offsetof(struct io_uring_sqe, user_data)", 32, IoUringLayout.SQE_USER_DATA),
                number("sizeof(struct io_uring_cqe)", 16, IoUringLayout.CQE_LENGTH),
                number("offsetof(struct io_uring_cqe, user_data)", 0, IoUringLayout.CQE_USER_DATA),
                number("offsetof(struct io_uring_cqe, res)", 8, IoUringLayout.CQE_RES),
                number("sizeof(struct io_uring_params)", 120, IoUringLayout.PARAMS_LENGTH),
                number("offsetof(struct io_uring_params, sq_entries)", 0, IoUringLayout.PARAMS_SQ_ENTRIES),
                number("offsetof(struct io_uring_params, cq_entries)", 4, IoUringLayout.PARAMS_CQ_ENTRIES),
                number("offsetof(struct io_uring_params, features)", 20, IoUringLayout.PARAMS_FEATURES),
                number("offsetof(struct io_uring_params, sq_off.tail)", 44, IoUringLayout.PARAMS_SQ_OFF_TAIL),
                number("offsetof(struct io_uring_params, sq_off.array)", 64, IoUringLayout.PARAMS_SQ_OFF_ARRAY),
                number("offsetof(struct io_uring_params, cq_off.head)", 80, IoUringLayout.PARAMS_CQ_OFF_HEAD),
                number("offsetof(struct io_uring_params, cq_off.tail)", 84, IoUringLayout.PARAMS_CQ_OFF_TAIL),
                number("offsetof(struct io_uring_params, cq_off.cqes)", 100, IoUringLayout.PARAMS_CQ_OFF_CQES),
                number("IORING_OFF_SQES", 0x1000_0000, IoUringLayout.OFF_SQES),
                number("SYS_io_uring_setup", 425, IoUringLayout.SYS_IO_URING_SETUP),
                number("SYS_io_uring_enter", 426, IoUringLayout.SYS_IO_URING_ENTER),
                number("SYS_io_uring_register", 427, IoUringLayout.SYS_IO_URING_REGISTER),
                number("IORING_FEAT_SINGLE_MMAP", 1, IoUringLayout.IORING_FEAT_SINGLE_MMAP),
                number("IORING_FEAT_CQE_SKIP", 2048, IoUringLayout.IORING_FEAT_CQE_SKIP),
                number("IORING_ENTER_GETEVENTS", 1, IoUringLayout.IORING_ENTER_GETEVENTS),
                number("IORING_REGISTER_FILES", 2, IoUringLayout.IORING_REGISTER_FILES),
                number("IORING_OP_NOP", 0, IoUringLayout.IORING_OP_NOP),
                number("IORING_OP_SENDMSG", 9, IoUringLayout.IORING_OP_SENDMSG),
                number("IORING_OP_TIMEOUT", 11, IoUringLayout.IORING_OP_TIMEOUT),
                number("IORING_OP_TIMEOUT_REMOVE", 12, IoUringLayout.IORING_OP_TIMEOUT_REMOVE),
                number("IORING_TIMEOUT_ABS", 1, IoUringLayout.IORING_TIMEOUT_ABS),
                number("IORING_TIMEOUT_ETIME_SUCCESS", 32, IoUringLayout.IORING_TIMEOUT_ETIME_SUCCESS),
                number("IOSQE_FIXED_FILE", 1, IoUringLayout.IOSQE_FIXED_FILE),
                number("IOSQE_IO_LINK", 4, IoUringLayout.IOSQE_IO_LINK),
                number("IOSQE_CQE_SKIP_SUCCESS", 64, IoUringLayout.IOSQE_CQE_SKIP_SUCCESS),
                number("sizeof(struct __kernel_timespec)", 16, TimedMessages.TIMESPEC_BYTES));
    }

    private static Arguments number(String expression, long printed, long ours) {
        return Arguments.of(expression, printed, ours);
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void haveTheNumbersOfTheHeaders(String expression, long printed, long ours) {
        assertThat(ours).as(expression).isEqualTo(printed);
    }

    @Test
    void theCompilerOfThisMachineAgrees(@TempDir Path directory) throws Exception {
        StringBuilder program = new StringBuilder("#define _GNU_SOURCE\n");
        HEADERS.forEach(header -> program.append("#include <").append(header).append(">\n"));
        program.append("int main(void) {\n");
        Map<String, Long> ours = new TreeMap<>();
        numbers().map(Arguments::get).forEach(each -> {
            ours.put((String) each[0], (Long) each[2]);
            program.append("printf(\"%s = %ld\\n\", \"" + each[0] + "\", (long) (" + each[0] + "));\n");
        });
        Path source = Files.writeString(directory.resolve("numbers.c"), program.append("}\n"), US_ASCII);
        Path binary = directory.resolve("numbers");
        run(List.of("gcc", "-o", binary.toString(), source.toString()));

        Map<String, Long> printed = new TreeMap<>();
        for (String line : run(List.of(binary.toString()))) {
            int equals = line.lastIndexOf(" = ");
            printed.put(line.substring(0, equals), Long.valueOf(line.substring(equals + 3)));
        }
        assertThat(ours).isEqualTo(printed);
    }

    private static List<String> run(List<String> command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new TestAbortedException("not checked against this machine's headers: " + e.getMessage(), e);
        }
        List<String> lines = new String(process.getInputStream().readAllBytes(), US_ASCII)
                .lines()
                .toList();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            fail(command + " failed: " + String.join("\n", lines));
        }
        return lines;
    }

    @Test
    void anAddressIsAStructureOfItsFamily() throws Exception {
        assertThat(SocketLayout.sockaddr(InetAddress.getByName("239.1.2.3"), 5004))
                .hasSize(16)
                .containsSequence(5004 >> 8, (byte) 5004, 239, 1, 2, 3);
        byte[] scoped = SocketLayout.sockaddr(InetAddress.getByName("ff12::1%1"), 5004);
        assertThat(scoped).hasSize(28).containsSequence(0xFF, 0x12);
        assertThat(scoped[23]).isEqualTo((byte) 1);
        assertThat(scoped[24] + scoped[27]).as("scope in either byte order").isEqualTo(1);
    }
}
