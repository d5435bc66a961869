/** A Flink cluster inside the process, for jobs that end. */
@NullMarked
package io.tokenpace.standalone.cluster;

import org.jspecify.annotations.NullMarked;
