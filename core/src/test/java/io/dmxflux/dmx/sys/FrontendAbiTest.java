// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers and offsets as a C compiler prints them from linux/dvb/frontend.h on LP64. */
class FrontendAbiTest {

    @ParameterizedTest
    @CsvSource({
        "FE_GET_INFO, 80a86f3d",
        "FE_DISEQC_SEND_MASTER_CMD, 40076f3f",
        "FE_DISEQC_SEND_BURST, 6f41",
        "FE_SET_TONE, 6f42",
        "FE_SET_VOLTAGE, 6f43",
        "FE_READ_STATUS, 80046f45",
        "FE_READ_BER, 80046f46",
        "FE_READ_SIGNAL_STRENGTH, 80026f47",
        "FE_READ_SNR, 80026f48",
        "FE_READ_UNCORRECTED_BLOCKS, 80046f49",
        "FE_GET_EVENT, 80286f4e",
        "FE_SET_PROPERTY, 40106f52",
        "FE_GET_PROPERTY, 80106f53",
    })
    void requestsHaveTheNumbersOfTheHeader(FrontendIoctl ioctl, String hex) {
        assertThat(ioctl.request()).as(ioctl.name()).isEqualTo(Long.parseLong(hex, 16));
    }

    @Test
    void everyRequestIsInTheTable() {
        assertThat(FrontendIoctl.values()).hasSize(13);
    }

    @Test
    void aFrontendsLimitsFollowItsName() {
        assertThat(new int[] {
                    FrontendLayout.INFO_NAME,
                    FrontendLayout.INFO_FREQUENCY_MIN,
                    FrontendLayout.INFO_FREQUENCY_MAX,
                    FrontendLayout.INFO_FREQUENCY_STEP,
                    FrontendLayout.INFO_FREQUENCY_TOLERANCE,
                    FrontendLayout.INFO_SYMBOL_RATE_MIN,
                    FrontendLayout.INFO_SYMBOL_RATE_MAX,
                    FrontendLayout.INFO_CAPS,
                    FrontendLayout.INFO_BYTES
                })
                .containsExactly(0, 132, 136, 140, 144, 148, 152, 164, 168);
    }

    @Test
    void aMessageIsSixBytesAndTheirNumber() {
        assertThat(new int[] {FrontendLayout.MESSAGE_LENGTH, FrontendLayout.MESSAGE_BYTES})
                .containsExactly(6, 7);
    }

    @Test
    void anEventBeginsWithItsStatus() {
        assertThat(new int[] {FrontendLayout.EVENT_STATUS, FrontendLayout.EVENT_BYTES})
                .containsExactly(0, 40);
    }

    @Test
    void aListOfPropertiesIsANumberAndAnAddress() {
        assertThat(new int[] {
                    FrontendLayout.PROPERTIES_COUNT, FrontendLayout.PROPERTIES_ADDRESS, FrontendLayout.PROPERTIES_BYTES
                })
                .containsExactly(0, 8, 16);
    }

    @Test
    void aPropertyIsPacked() {
        assertThat(new int[] {
                    FrontendLayout.PROPERTY_COMMAND,
                    FrontendLayout.PROPERTY_DATA,
                    FrontendLayout.PROPERTY_BUFFER_LENGTH,
                    FrontendLayout.STATISTICS_LENGTH,
                    FrontendLayout.STATISTICS_SCALE,
                    FrontendLayout.STATISTICS_VALUE,
                    FrontendLayout.STATISTIC_BYTES,
                    FrontendLayout.PROPERTY_RESULT,
                    FrontendLayout.PROPERTY_BYTES
                })
                .containsExactly(0, 16, 48, 16, 17, 18, 9, 72, 76);
    }

    @Test
    void theSystemsHaveTheCommandOfTheHeader() {
        assertThat(FrontendLayout.DTV_ENUM_DELSYS).isEqualTo(44);
    }
}
