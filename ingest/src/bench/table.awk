# Makes the table of a goal's results; in Markdown only of those that have a goal.
#
# Reads lines "goal run system metric value" (tabs) of a file, once for each of the rows in the variable `rows`, which are
# lines "goal|label|metric|unit|system|peer|limit": a ratio of two systems in the same run, or without a peer a value.
BEGIN { FS = "\t"; split(rows, row, "\n") }

{ value[$1, $3, $4, $2] = $5; if ($2 > runs) runs = $2 }

END {
    heading()
    for (line = 1; line in row; line++) {
        split(row[line], part, "|")
        print_row(part[1], part[2], part[3], part[4], part[5], part[6], part[7])
    }
}

function heading() {
    write("goal", "what", "compared with", "min|median|max", "wanted", "median of both")
    if (markdown) {
        print "|---|---|---|--:|--:|--:|---|---|"
    }
}

function print_row(goal, label, metric, unit, subject, peer, limit,    n, spread, both) {
    n = collect(goal, metric, subject, peer)
    if (n == 0 || markdown && limit == "") {
        return
    }
    spread = short(sorted[1]) "|" short(sorted[int((n + 1) / 2)]) "|" short(sorted[n])
    both = median_of(goal, metric, subject) (peer == "" ? "" : " / " median_of(goal, metric, peer)) " " unit
    write(goal, label, peer == "" ? "" : subject " / " peer, spread, limit, both)
}

function write(goal, label, compared, spread, limit, both,    each) {
    split(spread, each, "|")
    if (markdown) {
        printf "| %s | %s | %s | %s | %s | %s | %s | %s |\n", goal, label, compared, each[1], each[2], each[3], limit, both
    } else {
        printf "%-10s %-32s %-24s %8s %8s %8s  %-10s %s\n", goal, label, compared, each[1], each[2], each[3], limit, both
    }
}

# Fills `sorted` with the ratio, or value, of each run that has both.
function collect(goal, metric, subject, peer,    run, n, own, theirs) {
    for (run = 1; run <= runs; run++) {
        if (!((goal, subject, metric, run) in value) || peer != "" && !((goal, peer, metric, run) in value)) {
            continue
        }
        own = value[goal, subject, metric, run]
        theirs = peer == "" ? 1 : value[goal, peer, metric, run]
        if (theirs != 0) {
            insert(own / theirs, ++n)
        }
    }
    return n
}

function insert(number, n) {
    for (; n > 1 && sorted[n - 1] > number; n--) {
        sorted[n] = sorted[n - 1]
    }
    sorted[n] = number
}

function median_of(goal, metric, subject,    run, n) {
    for (run = 1; run <= runs; run++) {
        if ((goal, subject, metric, run) in value) {
            insert(value[goal, subject, metric, run] + 0, ++n)
        }
    }
    return short(sorted[int((n + 1) / 2)])
}

function short(number) {
    return sprintf(number >= 100 || number == int(number) ? "%.0f" : "%.3g", number)
}
