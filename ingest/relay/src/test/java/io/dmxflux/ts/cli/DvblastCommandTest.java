// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DvblastCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String arguments) {
        CommandLine line = Dmxflux.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(("dvblast " + arguments).split(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -f 11362500 -s 22000000                       | dvb:0?system=dvb-s&frequency=11362500k&polarization=v&symbolrate=22000000
            -a 1 -n 1 -f11362500 -s 22000000 -v 18 -m psk_8 -F 23 -R 20 -P 1 | dvb:1?frontend=1&system=dvb-s2&frequency=11362500k&polarization=h&symbolrate=22000000&modulation=psk_8&fec=2/3&pilot=on&rolloff=20
            -f 12188000 -s 27500000 -v 18 -S 2 -k 3       | dvb:0?system=dvb-s&frequency=12188000k&polarization=h&symbolrate=27500000&diseqc=u3/2&diseqc-repeats=1
            -f 12188000 -s 27500000 -S b -F 999           | dvb:0?system=dvb-s&frequency=12188000k&polarization=v&symbolrate=27500000&diseqc=B
            -f 3840000 -s 27500000 -5 DVBS                | dvb:0?system=dvb-s&frequency=3840000k&polarization=v&symbolrate=27500000&lnb=c-band
            -f 11595000 -s 29900000 -5 dvbs2 --multistream-id-is-id 5 --multistream-id-pls-code 16416 | dvb:0?system=dvb-s2&frequency=11595000k&polarization=v&symbolrate=29900000&stream=5&pls=root:16416
            -f 346000000 -s 6900000 -m qam_256 -I -1      | dvb:0?system=dvb-c&frequency=346000000&symbolrate=6900000&modulation=qam_256
            -f 538000000 -b 8 -G -1 -X 8 -O 2000 -u       | dvb:0?system=dvb-t&frequency=538000000&bandwidth=8
            --frequency 538000000 --delsys DVBT2 -9 1     | dvb:0?system=dvb-t2&frequency=538000000&stream=1
            -f 473000000 -5 ATSC -m vsb_8                 | dvb:0?system=atsc&frequency=473000000&modulation=vsb_8
            """)
    void optionsOfTheTunerAreAnInput(String options, String uri) {
        assertThat(run(options)).as(err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(out.toString().strip()).isEqualTo(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-f 538000000 -c /etc/dvblast.conf -e -W -Y -C -q",
                "-f 538000000 -q -c /etc/dvblast.conf -W",
                "-q4 -f 538000000 -d 239.255.0.1:5004 -qq",
                "-c dvblast.conf -f538000000 -qqq -d 239.255.0.1:5004/udp/ttl=3 -T -U -t 3",
                "-q4 -r /tmp/dvblast.sock -M 'Head_end' -N 1 -x xml -6 1000 -l -f 538000000 -w"
            })
    void optionsOfOutputsAreLeftOutAndThatIsTold(String options) {
        assertThat(run(options)).as(err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(out.toString().strip()).isEqualTo("dvb:0?system=dvb-t&frequency=538000000");
        assertThat(err.toString()).startsWith("left out: outputs").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -s 22000000                          | --frequency: no value (expected: FREQUENCY behind it); see dmxflux dvblast --help
            -f abc                               | --frequency: abc (expected: a whole number); see dmxflux dvblast --help
            -f 538000000 -9 one                  | --dvb-plp-id: one (expected: a whole number); see dmxflux dvblast --help
            -f 538000000 -D @239.1.1.1:5004      | -D: no such option (expected: one that the help lists); see dmxflux dvblast --help
            -f 11362500 -s 22000000 -v 0         | -v: 0 (expected: 13 or 18, the polarization)
            -f 11362500 -s 22000000 -S 5         | -S: 5 (expected: 0 to 4, A or B)
            -f 11362500 -s 22000000 -k 5         | -k: 5 (expected: -S 1 to 4 with it
            -f 11362500 -s 22000000 -8 old-sky   | -8: old-sky (expected: universal;
            -f 11362500 -s 22000000 -F 1         | -F: 1 (expected: 0, 12, 23
            -f 11362500 -5 DVBX                  | -5: DVBX (expected: ATSC, DVBC_ANNEX_A, DVBC_ANNEX_B,
            -f 538000000 -F 910                  | dvb:0?system=dvb-t&frequency=538000000&fec=9/10: fec: 9/10 (expected: with dvb-t
            -f 1612500 -s 22000000               | dvb:0?system=dvb-s&frequency=1612500k&polarization=v&symbolrate=22000000: frequency:
            """)
    void whatHasNoMeaningHereIsRefusedInOneLine(String options, String line) {
        assertThat(run(options)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("dmxflux: " + line).hasLineCount(1);
    }
}
