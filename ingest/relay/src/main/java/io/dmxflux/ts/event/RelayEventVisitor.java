// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

/**
 * A method for each kind of {@link RelayEvent}, so that one which is added later cannot be forgotten.
 *
 * @param <R> what is made of an event
 */
public interface RelayEventVisitor<R> {

    /**
     * Takes a {@link RelayEvent.LoopbackChosen}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R loopbackChosen(RelayEvent.LoopbackChosen event);

    /**
     * Takes an {@link OutputEvent.OutputStarted}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R outputStarted(OutputEvent.OutputStarted event);

    /**
     * Takes an {@link OutputEvent.OutputEnded}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R outputEnded(OutputEvent.OutputEnded event);

    /**
     * Takes an {@link InputEvent.InputFailed}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R inputFailed(InputEvent.InputFailed event);

    /**
     * Takes a {@link RelayEvent.RelayRemoved}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R relayRemoved(RelayEvent.RelayRemoved event);

    /**
     * Takes a {@link RelayEvent.BooksUnbalanced}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R booksUnbalanced(RelayEvent.BooksUnbalanced event);

    /**
     * Takes a {@link OutputEvent.ServiceRefused}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R serviceRefused(OutputEvent.ServiceRefused event);

    /**
     * Takes a {@link RelayEvent.Split}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R split(RelayEvent.Split event);

    /**
     * Takes a {@link RelayEvent.Pool}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R pool(RelayEvent.Pool event);

    /**
     * Takes a {@link RelayEvent.TroubleBegan}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R troubleBegan(RelayEvent.TroubleBegan event);

    /**
     * Takes a {@link RelayEvent.TroubleOver}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R troubleOver(RelayEvent.TroubleOver event);

    /**
     * Takes an {@link InputEvent.OtherFraming}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R otherFraming(InputEvent.OtherFraming event);

    /**
     * Takes a {@link InputEvent.DatagramsLeftOut}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R datagramsLeftOut(InputEvent.DatagramsLeftOut event);

    /**
     * Takes a {@link InputEvent.SenderBeganAgain}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R senderBeganAgain(InputEvent.SenderBeganAgain event);

    /**
     * Takes a {@link RelayEvent.ProcessStopped}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R processStopped(RelayEvent.ProcessStopped event);

    /**
     * Takes a {@link MemoryEvent.MemoryShort}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R memoryShort(MemoryEvent.MemoryShort event);

    /**
     * Takes a {@link MemoryEvent.MemoryEnough}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R memoryEnough(MemoryEvent.MemoryEnough event);

    /**
     * Takes a {@link WaitEvent.InputWaits}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R inputWaits(WaitEvent.InputWaits event);

    /**
     * Takes a {@link WaitEvent.InputIsBack}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R inputIsBack(WaitEvent.InputIsBack event);

    /**
     * Takes a {@link WaitEvent.OutputWaits}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R outputWaits(WaitEvent.OutputWaits event);

    /**
     * Takes a {@link WaitEvent.OutputIsBack}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R outputIsBack(WaitEvent.OutputIsBack event);

    /**
     * Takes {@link RelayEvent.ManyEvents}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R manyEvents(RelayEvent.ManyEvents event);

    /**
     * Takes a {@link OutputEvent.FileOpened}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R fileOpened(OutputEvent.FileOpened event);

    /**
     * Takes a {@link OutputEvent.FileReplaced}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R fileReplaced(OutputEvent.FileReplaced event);

    /**
     * Takes a {@link OutputEvent.FileTruncated}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R fileTruncated(OutputEvent.FileTruncated event);

    /**
     * Takes an {@link InputEvent.LogRead}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R logRead(InputEvent.LogRead event);

    /**
     * Takes an {@link OutputEvent.LogWritten}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R logWritten(OutputEvent.LogWritten event);

    /**
     * Takes a {@link RelayEvent.VersionsNotKept}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R versionsNotKept(RelayEvent.VersionsNotKept event);

    /**
     * Takes a {@link RelayEvent.VersionsKept}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R versionsKept(RelayEvent.VersionsKept event);

    /**
     * Takes a {@link AnnounceEvent.PlaylistNotWritten}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R playlistNotWritten(AnnounceEvent.PlaylistNotWritten event);

    /**
     * Takes an {@link AnnounceEvent.PlaylistWritten}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R playlistWritten(AnnounceEvent.PlaylistWritten event);

    /**
     * Takes a {@link AnnounceEvent.NotAnnounced}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R notAnnounced(AnnounceEvent.NotAnnounced event);

    /**
     * Takes an {@link AnnounceEvent.AnnouncementsFail}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R announcementsFail(AnnounceEvent.AnnouncementsFail event);

    /**
     * Takes an {@link AnnounceEvent.AnnouncementsResumed}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R announcementsResumed(AnnounceEvent.AnnouncementsResumed event);

    /**
     * Takes a {@link ConfigEvent.Applied}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R configApplied(ConfigEvent.Applied event);

    /**
     * Takes a {@link ConfigEvent.Refused}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R configRefused(ConfigEvent.Refused event);

    /**
     * Takes a {@link ConfigEvent.NotWatched}.
     *
     * @param event what there is to tell
     * @return what is made of it
     */
    R configNotWatched(ConfigEvent.NotWatched event);
}
