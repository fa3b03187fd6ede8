// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Says what is wrong with a command line in the form of all messages: the thing, what was expected, where more is said. */
final class UsageError {

    private static final Set<Class<?>> NUMBERS = Set.of(int.class, Integer.class, long.class, Long.class);

    private UsageError() {}

    static String of(CommandLine.ParameterException mistake) {
        CommandLine line = mistake.getCommandLine();
        String help = "; see " + line.getCommandSpec().qualifiedName() + " --help";
        if (mistake instanceof CommandLine.UnmatchedArgumentException unmatched) {
            return unmatched(unmatched, line) + help;
        }
        if (mistake instanceof CommandLine.MissingParameterException missing) {
            return missing(missing.getMissing().get(0), line) + help;
        }
        if (mistake instanceof CommandLine.OverwrittenOptionException twice
                && twice.getOverwritten() instanceof OptionSpec option) {
            return option.longestName() + ": twice (expected: once)" + help;
        }
        if (mistake.getArgSpec() instanceof OptionSpec option && mistake.getValue() != null && isNumber(option)) {
            return option.longestName() + ": " + mistake.getValue() + " (expected: a whole number)" + help;
        }
        return String.valueOf(mistake.getMessage()).replaceFirst("\\.$", "") + help;
    }

    private static boolean isNumber(OptionSpec option) {
        return NUMBERS.contains(option.type());
    }

    private static String unmatched(CommandLine.UnmatchedArgumentException mistake, CommandLine line) {
        String word = mistake.getUnmatched().get(0);
        if (word.startsWith("-") && word.length() > 1) {
            return word + ": no such option (expected: " + anyOf(mistake.getSuggestions(), "one that the help lists")
                    + ")";
        }
        if (!line.getSubcommands().isEmpty()) {
            String all = String.join(", ", line.getSubcommands().keySet());
            return word + ": no such command (expected: one of " + all + ")";
        }
        return word + ": one argument too many (expected: " + parameters(line) + ")";
    }

    /** Picocli's guesses, some of which it writes as {@code --map=PID}. */
    private static String anyOf(List<String> suggestions, String otherwise) {
        return suggestions.isEmpty() ? otherwise : String.join(" or ", suggestions) + ", perhaps";
    }

    private static String missing(ArgSpec argument, CommandLine line) {
        return argument instanceof OptionSpec option
                ? option.longestName() + ": no value (expected: " + option.paramLabel() + " behind it)"
                : missing(argument.paramLabel(), line);
    }

    /** Says that a parameter is missing, and which ones there are. */
    static String missing(String label, CommandLine line) {
        return "no " + label + " (expected: " + parameters(line) + ")";
    }

    private static String parameters(CommandLine line) {
        String labels = line.getCommandSpec().positionalParameters().stream()
                .map(PositionalParamSpec::paramLabel)
                .collect(Collectors.joining(" "));
        return labels.isEmpty() ? "none" : labels;
    }
}
