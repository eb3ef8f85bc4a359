// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class BodyBytesTest {

    private static final long BUDGET_BYTES = 1L << 32;

    private final ByteBudget budget = new ByteBudget(BUDGET_BYTES);

    @Test
    void gives_back_what_it_claimed_for_memory_that_there_is_not() {
        BodyBytes bytes = new BodyBytes(budget, Integer.MAX_VALUE);
        bytes.append(Buffer.buffer("some"));

        assertThatThrownBy(() -> bytes.makeRoom(Integer.MAX_VALUE))
                .isInstanceOf(OutOfMemoryError.class);
        bytes.release();
        bytes.release();

        assertThat(budget.leftBytes()).isEqualTo(BUDGET_BYTES);
    }

    @Test
    void claims_what_arrived_in_steps() {
        BodyBytes bytes = new BodyBytes(budget, 250);
        assertThat(budget.leftBytes()).isEqualTo(BUDGET_BYTES);

        bytes.append(Buffer.buffer(new byte[100]));
        assertThat(budget.leftBytes()).isEqualTo(BUDGET_BYTES - 100);
        bytes.append(Buffer.buffer(new byte[1]));
        assertThat(budget.leftBytes()).isEqualTo(BUDGET_BYTES - 200);
        bytes.append(Buffer.buffer(new byte[149]));
        assertThat(budget.leftBytes()).isEqualTo(BUDGET_BYTES - 250);
        bytes.append(Buffer.buffer(new byte[7]));
        assertThat(budget.leftBytes()).isEqualTo(BUDGET_BYTES - 257);
    }
}
