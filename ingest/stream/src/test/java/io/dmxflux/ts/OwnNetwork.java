// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Native;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs each test in a network namespace of its own, which has the loopback interface and nothing else. Sockets, threads and
 * programs that the test starts are in it; it ends with the last of them. For root only.
 */
public final class OwnNetwork implements InvocationInterceptor, BeforeEachCallback, AfterEachCallback {

    private static final int CLONE_NEWNET = 0x40000000;

    /** The thread of the running test; threads are what namespaces belong to. */
    private ExecutorService thread = Executors.newSingleThreadExecutor();

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "root, for a network namespace");
        thread = Executors.newSingleThreadExecutor();
        int result = call(() -> Calls.unshare(CLONE_NEWNET));
        assumeTrue(result == 0, "unshare(CLONE_NEWNET)");
        call(() -> {
            ip("link set lo up");
            useAddressesAtOnce();
            return null;
        });
    }

    /** Nobody else is there, whom the kernel would ask for a second or two whether an IPv6 address is taken. */
    private static void useAddressesAtOnce() throws IOException {
        for (String wait : List.of("dad_transmits", "router_solicitation_delay")) {
            Files.writeString(Path.of("/proc/sys/net/ipv6/conf/default", wait), "0");
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        thread.shutdown();
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        invoke(test);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        invoke(test);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> before, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        invoke(before);
    }

    private void invoke(Invocation<@Nullable Void> invocation) throws Throwable {
        Throwable thrown = call(() -> {
            try {
                invocation.proceed();
                return null;
            } catch (Throwable e) {
                return e;
            }
        });
        if (thrown != null) {
            throw thrown;
        }
    }

    private <T> T call(Callable<T> work) throws InterruptedException, ExecutionException {
        return thread.submit(work).get();
    }

    /**
     * Runs {@code ip}; on the test's own thread only.
     *
     * @param words its arguments
     */
    public static void ip(String words) throws IOException {
        List<String> command = List.of(("ip " + words).split(" "));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Makes a cable within the namespace, with an address at its near end, up. */
    public static void cable(String near, String far, String address) throws IOException {
        ip("link add " + near + " type veth peer name " + far);
        ip("address add " + address + " dev " + near);
        ip("link set " + far + " up");
        ip("link set " + near + " up");
    }

    private static final class Calls {

        static {
            Native.register(Calls.class, "c");
        }

        static native int unshare(int flags);
    }
}
