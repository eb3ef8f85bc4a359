// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.fixture.RandomModel;
import io.ringrank.backend.llamacpp.layout.PairFrame.Slot;
import io.ringrank.backend.llamacpp.layout.RerankTemplate.Instruction;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RerankTemplateTest {

    private static RerankTemplate read(String template) {
        RerankTemplate.Reading reading = RerankTemplate.read(template);
        assertThat(reading).isInstanceOf(RerankTemplate.Reading.Read.class);
        return ((RerankTemplate.Reading.Read) reading).template();
    }

    private static String fault(String template) {
        RerankTemplate.Reading reading = RerankTemplate.read(template);
        assertThat(reading).isInstanceOf(RerankTemplate.Reading.Faulty.class);
        return ((RerankTemplate.Reading.Faulty) reading).reason();
    }

    @Test
    void finds_the_instruction_of_the_template_that_converters_write() {
        RerankTemplate template = read(RandomModel.RERANK_TEMPLATE);

        assertThat(template.head()).endsWith("<|im_start|>user\n<Instruct>:");
        assertThat(template.instruction()).contains(new Instruction("Find answers",
                new Slot(" ", "\n"), "<Query>:"));
        assertThat(template.query()).isEqualTo(new Slot(" ", "\n"));
        assertThat(template.middle()).isEqualTo("<Document>:");
        assertThat(template.document()).isEqualTo(new Slot(" ", ""));
        assertThat(template.tail()).startsWith("<|im_end|>\n").endsWith("</think>\n\n");
        assertThat(template.defaultHead())
                .endsWith("<Instruct>: Find answers\n<Query>:");
    }

    @Test
    void puts_the_web_search_task_where_a_template_leaves_the_instruction_open() {
        RerankTemplate template = read("a {instruction} b {query} {document}");

        assertThat(template.head()).isEqualTo("a");
        assertThat(template.instruction()).hasValueSatisfying(instruction -> {
            assertThat(instruction.byDefault()).startsWith("Given a web search query");
            assertThat(instruction.rest()).isEqualTo(" b");
        });
        assertThat(template.defaultHead()).matches("a Given a web .* query b");
    }

    @Test
    void takes_no_instruction_where_there_is_no_place_for_one() {
        RerankTemplate template = read("q:{query}d:{document}");

        assertThat(template).isEqualTo(new RerankTemplate("q:", Optional.empty(), Slot.BARE, "d:",
                Slot.BARE, ""));
        assertThat(template.defaultHead()).isEqualTo("q:");
    }

    @Test
    void leaves_spaces_behind_a_text_to_what_follows_them() {
        RerankTemplate template = read("\n  {query} \n  d {document} e");

        assertThat(template.query()).isEqualTo(new Slot("  ", " \n"));
        assertThat(template.middle()).isEqualTo("  d");
        assertThat(template.document()).isEqualTo(new Slot(" ", ""));
        assertThat(template.tail()).isEqualTo(" e");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{query}", "{document}", "{document} {query}",
        "{query} {query} {document}", "{query} {document} {document}"})
    void refuses_a_template_without_each_placeholder_once_in_order(String template) {
        assertThat(fault(template)).isEqualTo("tokenizer.chat_template.rerank must have {query}"
                + " once and {document} once behind it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{query} {instruction} {document}", "{query} {document} {instruction}",
        "{instruction} {instruction} {query} {document}"})
    void refuses_an_instruction_that_is_not_once_in_front_of_the_query(String template) {
        assertThat(fault(template)).contains("may have {instruction} once");
    }

    @Test
    void refuses_a_template_that_is_a_book() {
        assertThat(fault("x".repeat(1 << 16) + "{query}{document}")).contains("65536 characters");
    }
}
