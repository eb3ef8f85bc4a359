// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

/** Does what a call asks for. On a virtual thread, and may wait. */
@FunctionalInterface
interface ControlAction {

    /** @throws BadFieldException at the first field that nothing can be done with */
    Reply run(ControlCall call) throws BadFieldException;
}
