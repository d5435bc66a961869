/** JMH: what each step on the way of a token costs by itself. */
@NullMarked
package io.tokenpace.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
