// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

/** Carries a {@link HubProblem} to whoever can tell it. */
public final class HubException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient HubProblem problem;

    public HubException(HubProblem problem) {
        // Hubs and networks cause these at will, so they cost no stack trace.
        super(problem.message(), null, false, false);
        this.problem = problem;
    }

    public HubException(HubProblem.Kind kind, String message) {
        this(new HubProblem(kind, message));
    }

    public HubProblem problem() {
        return problem;
    }
}
