/** How long answers of the report server take over a seeded database. */
@NullMarked
package io.tokenpace.benchmarks.reports;

import org.jspecify.annotations.NullMarked;
