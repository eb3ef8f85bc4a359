// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.route;

/**
 * One thing that a route reads from its requests. Immutable; any thread.
 *
 * @param name of the field or parameter
 * @param types of JSON in which it is best sent, separated by {@code |}
 * @param required whether a request without it is refused
 * @param about for people
 * @param refused values that are refused, as an array of JSON; null in it means that it is missing
 */
public record Input(Place place, String name, String types, boolean required, String about,
        String refused) {

    /** Where it is read. */
    public enum Place {
        QUERY, BODY
    }

    private static final String NOTHING = "[]";

    /** A field of the body that must be there. */
    public static Input required(String name, String types, String about) {
        return new Input(Place.BODY, name, types, true, about, NOTHING);
    }

    /** A field of the body that may be left out. */
    public static Input optional(String name, String types, String about) {
        return new Input(Place.BODY, name, types, false, about, NOTHING);
    }

    /** A parameter of the query string. */
    public static Input query(String name, String types, String about) {
        return new Input(Place.QUERY, name, types, false, about, NOTHING);
    }
}
