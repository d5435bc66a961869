/** Records of any topic as they stand there: positions, bytes, dead letters. */
@NullMarked
package io.tokenpace.jobs.kafka;

import org.jspecify.annotations.NullMarked;
