// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What an operator may set in one component of the {@link RingrankConfig} tree. The component's
 * name, in lower-case-with-dashes below that of its section, is the key; its unit is in the name.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {

    /** The default, as it would stand in the file. */
    String value();

    /** What it is for, in one sentence for operators. */
    String about();

    /** The least number allowed; numbers only. */
    long min() default Long.MIN_VALUE;

    /** The largest number allowed; numbers only. */
    long max() default Long.MAX_VALUE;

    /** A short flag beside the one made from the key, or empty. */
    String alias() default "";

    /** Other environment names beside the one made from the key; of two that are set the last wins. */
    String[] variable() default {};
}
