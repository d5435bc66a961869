/** The whole job against a bare consumer of the same topic, in one run. */
@NullMarked
package io.tokenpace.benchmarks.pipeline;

import org.jspecify.annotations.NullMarked;
