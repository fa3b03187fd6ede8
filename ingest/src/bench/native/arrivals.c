// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "arrivals.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "endpoint.h"

static uint8_t payloads[ARRIVALS][LONGEST];
static char controls[ARRIVALS][128];

static void prepare(struct mmsghdr messages[ARRIVALS], struct iovec places[ARRIVALS]) {
    memset(messages, 0, ARRIVALS * sizeof *messages);
    for (int i = 0; i < ARRIVALS; i++) {
        places[i] = (struct iovec){payloads[i], LONGEST};
        messages[i].msg_hdr.msg_iov = &places[i];
        messages[i].msg_hdr.msg_iovlen = 1;
        messages[i].msg_hdr.msg_control = controls[i];
        messages[i].msg_hdr.msg_controllen = sizeof controls[i];
    }
}

static void read_controls(struct msghdr *message, struct arrival *arrival) {
    for (struct cmsghdr *control = CMSG_FIRSTHDR(message); control != NULL; control = CMSG_NXTHDR(message, control)) {
        if (control->cmsg_level == SOL_SOCKET && control->cmsg_type == SO_TIMESTAMPNS) {
            struct timespec stamp;
            memcpy(&stamp, CMSG_DATA(control), sizeof stamp);
            arrival->nanos = stamp.tv_sec * 1000000000LL + stamp.tv_nsec;
        } else if (control->cmsg_level == SOL_SOCKET && control->cmsg_type == SO_RXQ_OVFL) {
            memcpy(&arrival->dropped, CMSG_DATA(control), sizeof arrival->dropped);
        }
    }
}

int take_arrivals(int socket, struct arrival arrivals[ARRIVALS]) {
    struct mmsghdr messages[ARRIVALS];
    struct iovec places[ARRIVALS];
    prepare(messages, places);
    int count = recvmmsg(socket, messages, ARRIVALS, MSG_DONTWAIT, NULL);
    if (count < 0 && errno != EAGAIN && errno != EINTR) {
        fail("recvmmsg");
    }
    for (int i = 0; i < count; i++) {
        arrivals[i] = (struct arrival){payloads[i], (int)messages[i].msg_len, 0, 0};
        read_controls(&messages[i].msg_hdr, &arrivals[i]);
    }
    return count < 0 ? 0 : count;
}

bool read_span(int count, char **words, int64_t *skip, int64_t *seconds) {
    for (int letter; (letter = getopt(count, words, "s:t:")) != -1;) {
        if (letter == 's') {
            *skip = number("-s", optarg, 0, 1000000);
        } else if (letter == 't') {
            *seconds = number("-t", optarg, 1, 1000000);
        } else {
            return false;
        }
    }
    return true;
}
