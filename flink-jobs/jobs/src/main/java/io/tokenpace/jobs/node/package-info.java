/** Per node: the Flink shell around the folding of reports into slices. */
@NullMarked
package io.tokenpace.jobs.node;

import org.jspecify.annotations.NullMarked;
