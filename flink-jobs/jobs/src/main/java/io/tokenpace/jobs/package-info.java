/** The Flink jobs: one main per job, each the composition root of its process. */
@NullMarked
package io.tokenpace.jobs;

import org.jspecify.annotations.NullMarked;
