// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.guide;

import java.util.List;
import java.util.Optional;

/**
 * What kind of programme an event is.
 *
 * @param level1 {@code content_nibble_level_1}, 0 to 15
 * @param level2 {@code content_nibble_level_2}, 0 to 15
 * @see <a href="https://www.etsi.org/deliver/etsi_en/300400_300499/300468/">ETSI EN 300 468 table 28</a>
 */
public record Genre(int level1, int level2) {

    /** One word each, by the first nibble; the words that media centres sort by where they have one. */
    private static final List<String> GROUPS = List.of(
            "", "Movie", "News", "Show", "Sports", "Children", "Music", "Arts", "Society", "Education", "Leisure");

    private static final List<List<String>> KINDS = List.of(
            List.of(),
            List.of(
                    "Movie/drama",
                    "Detective/thriller",
                    "Adventure/western/war",
                    "Science fiction/fantasy/horror",
                    "Comedy",
                    "Soap/melodrama/folkloric",
                    "Romance",
                    "Serious/classical/religious/historical movie/drama",
                    "Adult movie/drama"),
            List.of(
                    "News/current affairs",
                    "Weather report",
                    "News magazine",
                    "Documentary",
                    "Discussion/interview/debate"),
            List.of("Show/game show", "Game show/quiz/contest", "Variety show", "Talk show"),
            List.of(
                    "Sports",
                    "Special events",
                    "Sports magazine",
                    "Football/soccer",
                    "Tennis/squash",
                    "Team sports",
                    "Athletics",
                    "Motor sport",
                    "Water sport",
                    "Winter sports",
                    "Equestrian",
                    "Martial sports"),
            List.of(
                    "Children's/youth programmes",
                    "Pre-school children's programmes",
                    "Entertainment for 6 to 14",
                    "Entertainment for 10 to 16",
                    "Informational/educational/school programmes",
                    "Cartoons/puppets"),
            List.of(
                    "Music/ballet/dance",
                    "Rock/pop",
                    "Serious music/classical music",
                    "Folk/traditional music",
                    "Jazz",
                    "Musical/opera",
                    "Ballet"),
            List.of(
                    "Arts/culture",
                    "Performing arts",
                    "Fine arts",
                    "Religion",
                    "Popular culture/traditional arts",
                    "Literature",
                    "Film/cinema",
                    "Experimental film/video",
                    "Broadcasting/press",
                    "New media",
                    "Arts/culture magazine",
                    "Fashion"),
            List.of(
                    "Social/political issues/economics",
                    "Magazines/reports/documentary",
                    "Economics/social advisory",
                    "Remarkable people"),
            List.of(
                    "Education/science/factual topics",
                    "Nature/animals/environment",
                    "Technology/natural sciences",
                    "Medicine/physiology/psychology",
                    "Foreign countries/expeditions",
                    "Social/spiritual sciences",
                    "Further education",
                    "Languages"),
            List.of(
                    "Leisure hobbies",
                    "Tourism/travel",
                    "Handicraft",
                    "Motoring",
                    "Fitness and health",
                    "Cooking",
                    "Advertisement/shopping",
                    "Gardening"));

    /**
     * Names the group.
     *
     * @return one word, as "Movie"; empty for what the standard leaves undefined or to the broadcaster
     */
    public Optional<String> group() {
        return level1 >= GROUPS.size()
                ? Optional.empty()
                : Optional.of(GROUPS.get(level1)).filter(word -> !word.isEmpty());
    }

    /**
     * Names the kind.
     *
     * @return as the standard's table, as "Detective/thriller"; the group's own entry for a kind that is not in the table;
     *     empty where there is no group
     */
    public Optional<String> kind() {
        if (level1 >= KINDS.size() || KINDS.get(level1).isEmpty()) {
            return Optional.empty();
        }
        List<String> kinds = KINDS.get(level1);
        return Optional.of(kinds.get(level2 < kinds.size() ? level2 : 0));
    }
}
