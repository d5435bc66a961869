/** Made-up traffic of a fleet as node reports: the same seed gives the same bytes. */
@NullMarked
package io.tokenpace.benchmarks.traffic;

import org.jspecify.annotations.NullMarked;
