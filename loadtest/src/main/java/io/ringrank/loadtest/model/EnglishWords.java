// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.model;

import java.util.List;

/** Words that texts are made of, and that are tokens of every model made here. */
public final class EnglishWords {

    public static final List<String> ALL = List.of("amber", "anchor", "apple", "arch", "autumn",
            "bakery", "barrel", "bear", "bell", "bicycle", "bird", "blanket", "boat", "bottle",
            "branch", "bridge", "bucket", "butter", "candle", "canyon", "carpet", "castle", "cedar",
            "chair", "cherry", "circle", "cloud", "coast", "copper", "cotton", "desert", "dolphin",
            "door", "dragon", "dust", "eagle", "engine", "feather", "field", "flute", "forest",
            "fountain", "garden", "ginger", "glass", "gold", "grain", "hammer", "harbour", "honey",
            "island", "ivory", "jacket", "kettle", "ladder", "lamp", "lantern", "lemon", "library",
            "lion", "maple", "market", "marble", "meadow", "mirror", "moon", "mountain", "needle",
            "ocean", "olive", "orange", "panda", "paper", "pepper", "piano", "pillow", "pine",
            "planet", "prairie", "quartz", "rabbit", "rain", "river", "rope", "saddle", "salmon",
            "sand", "shell", "silver", "smoke", "snow", "spice", "spring", "stone", "storm",
            "sugar", "summer", "thread", "tiger", "timber", "tower", "train", "valley", "velvet",
            "violin", "water", "whale", "wheat", "willow", "wind", "window", "winter", "wool");

    private EnglishWords() {}
}
