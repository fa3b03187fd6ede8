# Bytes that Java threads allocated in a second, on average, from the events ThreadAllocationStatistics of a recording of
# which the first $warmup seconds are left out. One event a thread and second.
[.recording.events[].values | {name: (.thread.javaName // ""), id: .thread.javaThreadId, allocated}]
| map(select(.name | test("^(JFR|dmxflux-sim)") | not))
| group_by(.id)
| map({name: .[0].name, allocated: map(.allocated)[$warmup:]} | select(.allocated | length > 1))
| if any(.name | startswith("dmxflux-udp")) then . else error("no event loop in the recording") end
| map(.allocated | (last - first) / (length - 1))
| add
